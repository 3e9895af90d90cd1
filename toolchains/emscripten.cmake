# The toolchain file of the wasm presets: the Emscripten that `npm run setup` found or made (it is
# recorded in build/toolchain.json), else the emcc on PATH.

set(toolchain_record "${CMAKE_CURRENT_LIST_DIR}/../build/toolchain.json")
if(EXISTS "${toolchain_record}")
  file(READ "${toolchain_record}" toolchain)
  string(JSON emscripten_root GET "${toolchain}" emscriptenRoot)
  string(JSON emscripten_bin GET "${toolchain}" bin)
else()
  find_program(em_config_program em-config NO_CMAKE_FIND_ROOT_PATH)
  if(NOT em_config_program)
    message(FATAL_ERROR
      "There is no Emscripten: run `npm run setup`, or put emsdk (3.1.69 or later) on PATH.")
  endif()
  execute_process(COMMAND "${em_config_program}" EMSCRIPTEN_ROOT
    OUTPUT_VARIABLE emscripten_root OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  get_filename_component(emscripten_bin "${em_config_program}" DIRECTORY)
endif()

# Emscripten's own file takes the compilers from this folder. For the private prefix it holds
# launchers, which name the configuration on every call: at build time too, whatever the shell says.
set(EMSCRIPTEN_ROOT_PATH "${emscripten_bin}")
list(APPEND CMAKE_MODULE_PATH "${emscripten_root}/cmake/Modules")
include("${emscripten_root}/cmake/Modules/Platform/Emscripten.cmake")
