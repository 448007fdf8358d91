# Flags for our own code. Third-party headers are system headers and stay out of it.
add_library(ingot_flags INTERFACE)
target_compile_options(ingot_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Werror
  # Designated initialisers name what they set; the rest has its default on purpose.
  -Wno-missing-field-initializers)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 reports these inside libstdc++ at -O2 (GCC bugs 105562, 105651); clang checks the same code.
  target_compile_options(ingot_flags INTERFACE -Wno-maybe-uninitialized -Wno-restrict)
  # And these, once it is in a precompiled header.
  target_compile_options(ingot_flags INTERFACE
    $<$<CONFIG:Release>:-Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread>)
endif()
if(INGOT_SANITIZE)
  target_compile_options(ingot_flags INTERFACE -fsanitize=${INGOT_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(ingot_flags INTERFACE -fsanitize=${INGOT_SANITIZE})
  if(INGOT_SANITIZE MATCHES "undefined")
    target_compile_options(ingot_flags INTERFACE -fno-sanitize-recover=undefined)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
      # A check of every pointer that is followed: AddressSanitizer finds most of that where it
      # matters, and they make up nine tenths of the tables (4.7 million relocations, a quarter of a
      # second at every start). The fuzz preset keeps them.
      target_compile_options(ingot_flags INTERFACE
        -fno-sanitize=alignment,null,pointer-overflow,vptr)
    endif()
  endif()
endif()
find_program(INGOT_MOLD mold)
if(INGOT_MOLD)
  target_link_options(ingot_flags INTERFACE -fuse-ld=mold)
endif()
