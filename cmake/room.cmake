# One folder under src/ is one room is one static library.
#
#   ingot_room(<name> DEPS <rooms or libraries>...)
#
# Sources are the room's *.cc. Beside them stand its unit tests (*_test.cc, together one program
# <name>_test), its fuzz targets (*_fuzz.cc) and its benchmarks (*_bench.cc), one program each.
# Which room may include which is checked by tests/layers_test.

if(INGOT_TESTS)
  find_package(GTest REQUIRED)
  # One precompiled header serves every test program.
  add_library(ingot_test_pch STATIC ${PROJECT_SOURCE_DIR}/tests/pch.cc)
  target_link_libraries(ingot_test_pch PUBLIC ingot_flags GTest::gmock GTest::gtest Threads::Threads)
  target_precompile_headers(ingot_test_pch PUBLIC ${PROJECT_SOURCE_DIR}/tests/pch.h)
endif()

# Another serves every room. Only with GCC: clang reads the code as it stands (the tidy and fuzz
# presets), so that a missing include is found.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_library(ingot_pch STATIC ${PROJECT_SOURCE_DIR}/cmake/pch.cc)
  target_link_libraries(ingot_pch PUBLIC ingot_flags)
  target_precompile_headers(ingot_pch PUBLIC ${PROJECT_SOURCE_DIR}/cmake/pch.h)
endif()

function(ingot_room name)
  cmake_parse_arguments(room "" "" "DEPS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cc
       ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*/*.cc)
  set(tests ${sources})
  set(fuzzers ${sources})
  set(benches ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  list(FILTER fuzzers INCLUDE REGEX "_fuzz\\.cc$")
  list(FILTER benches INCLUDE REGEX "_bench\\.cc$")
  list(FILTER sources EXCLUDE REGEX "_(test|fuzz|bench)\\.cc$")

  set(target ingot_${name})
  set(public PUBLIC)
  set(private PRIVATE)
  if(sources)
    add_library(${target} STATIC ${sources})
  else()  # headers only
    add_library(${target} INTERFACE)
    set(public INTERFACE)
    set(private INTERFACE)
  endif()
  target_include_directories(${target} ${public} ${PROJECT_SOURCE_DIR}/src
                             ${PROJECT_BINARY_DIR}/generated)
  set(deps)
  foreach(dep IN LISTS room_DEPS)
    if(TARGET ingot_${dep})
      list(APPEND deps ingot_${dep})
    else()
      list(APPEND deps ${dep})
    endif()
  endforeach()
  target_link_libraries(${target} ${public} ${deps} ${private} ingot_flags)

  if(sources AND TARGET ingot_pch)
    target_precompile_headers(${target} REUSE_FROM ingot_pch)
  endif()

  if(INGOT_TESTS AND tests)
    add_executable(${name}_test ${tests})
    target_link_libraries(${name}_test PRIVATE ${target} ingot_flags GTest::gmock_main)
    target_precompile_headers(${name}_test REUSE_FROM ingot_test_pch)
    # In a header, not on every command line: the cache of the compiler then serves other checkouts.
    file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/generated/${name}/test_places.h CONTENT
"#define INGOT_ROOM_DIR \"${CMAKE_CURRENT_SOURCE_DIR}/${name}\"
#define INGOT_SHARED_DIR \"${PROJECT_SOURCE_DIR}/../shared\"
")
    set_property(GLOBAL APPEND PROPERTY INGOT_TEST_PROGRAMS ${name}_test)
  endif()
  foreach(bench IN LISTS benches)
    get_filename_component(bench_name ${bench} NAME_WE)
    add_executable(${name}_${bench_name} EXCLUDE_FROM_ALL ${bench})
    target_link_libraries(${name}_${bench_name} PRIVATE ${target} ingot_flags)
    set_property(GLOBAL APPEND PROPERTY INGOT_BENCH_PROGRAMS ${name}_${bench_name})
  endforeach()
  if(INGOT_FUZZ)
    foreach(fuzzer IN LISTS fuzzers)
      get_filename_component(fuzz_name ${fuzzer} NAME_WE)
      add_executable(${name}_${fuzz_name} ${fuzzer})
      target_link_libraries(${name}_${fuzz_name} PRIVATE ${target} ingot_flags)
      target_link_options(${name}_${fuzz_name} PRIVATE -fsanitize=fuzzer)
    endforeach()
  endif()
endfunction()
