# The toolchain file of the wasm presets: the Emscripten that `npm run setup` found or made (recorded
# in build/toolchain.json), else the emcc on PATH. Its configuration holds for this build only; a
# leaked EM_CONFIG or an empty EM_CACHE would make emcc wipe its prebuilt libraries.

set(toolchain_record "${CMAKE_CURRENT_LIST_DIR}/../build/toolchain.json")
if(EXISTS "${toolchain_record}")
  file(READ "${toolchain_record}" toolchain)
  string(JSON emscripten_root GET "${toolchain}" emscriptenRoot)
  string(JSON emscripten_bin GET "${toolchain}" bin)
  string(JSON emscripten_config ERROR_VARIABLE no_config GET "${toolchain}" emConfig)
  if(emscripten_config)
    set(ENV{EM_CONFIG} "${emscripten_config}")
    unset(ENV{EM_CACHE})
  endif()
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

include("${emscripten_root}/cmake/Modules/Platform/Emscripten.cmake")

# The launchers in `bin` name the configuration on every call, at build time too.
set(CMAKE_C_COMPILER "${emscripten_bin}/emcc")
set(CMAKE_CXX_COMPILER "${emscripten_bin}/em++")
foreach(tool AR RANLIB NM)
  string(TOLOWER "em${tool}" launcher)
  if(EXISTS "${emscripten_bin}/${launcher}")
    set(CMAKE_${tool} "${emscripten_bin}/${launcher}")
    set(CMAKE_CXX_COMPILER_${tool} "${CMAKE_${tool}}")
  endif()
endforeach()
