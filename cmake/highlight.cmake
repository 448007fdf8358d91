# The scripts that src/highlight runs, from Debian's libjs-codemirror into the program itself: rows of
# {name, text} in generated/highlight_scripts.inc ("sv": their length is not counted by the compiler). Each is below 65,536 bytes, the longest literal a
# compiler has to take.

find_path(INGOT_CODEMIRROR mode/clike/clike.js REQUIRED
          PATHS /usr/share/javascript/codemirror /usr/share/nodejs/codemirror
          DOC "CodeMirror 5 (package libjs-codemirror)")

set(highlight_scripts addon/runmode/runmode-standalone addon/mode/simple)
foreach(mode clike cmake css diff dockerfile go haskell htmlmixed javascript lua perl powershell properties
             protobuf python ruby rust shell sql swift toml xml yaml)
  list(APPEND highlight_scripts mode/${mode}/${mode})
endforeach()

set(highlight_rows "")
foreach(script IN LISTS highlight_scripts)
  file(READ ${INGOT_CODEMIRROR}/${script}.js text)
  get_filename_component(name ${script} NAME)
  string(APPEND highlight_rows "{\"${name}\",\n R\"script(${text})script\"sv},\n")
endforeach()
set(highlight_file ${PROJECT_BINARY_DIR}/generated/highlight_scripts.inc)
set(before "")
if(EXISTS ${highlight_file})
  file(READ ${highlight_file} before)
endif()
if(NOT before STREQUAL highlight_rows)
  file(WRITE ${highlight_file} "${highlight_rows}")
endif()
