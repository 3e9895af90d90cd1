# synchrone_code_rules: what every C++ file of this project is compiled with.
#
#   SYNCHRONE_WERROR    warnings are errors
#   SYNCHRONE_SANITIZE  sanitizers of a native build, such as "address,undefined"

option(SYNCHRONE_WERROR "Treat warnings as errors" OFF)
set(SYNCHRONE_SANITIZE "" CACHE STRING "Sanitizers of a native build, comma separated")

set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()

# Files compiled with a precompiled header are kept only on these terms.
find_program(ccache ccache)
if(ccache AND NOT EMSCRIPTEN)
  set(CMAKE_CXX_COMPILER_LAUNCHER
    "${CMAKE_COMMAND}" -E env CCACHE_SLOPPINESS=pch_defines,time_macros "${ccache}")
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-fpch-preprocess)
  endif()
endif()

add_library(synchrone_code_rules INTERFACE)
target_compile_features(synchrone_code_rules INTERFACE cxx_std_20)
set(CMAKE_CXX_EXTENSIONS OFF)
target_include_directories(synchrone_code_rules INTERFACE "${PROJECT_SOURCE_DIR}")

# One set of rules for all: no run-time type information anywhere, or a class of the core and one of
# a test that derives from it would not link.
target_compile_options(synchrone_code_rules INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -fno-rtti)
if(SYNCHRONE_WERROR)
  target_compile_options(synchrone_code_rules INTERFACE -Werror)
endif()

# Size first: -O2 makes more than twice the module.
if(EMSCRIPTEN)
  set(CMAKE_CXX_FLAGS_RELEASE "-Oz -DNDEBUG")
  # An instance has one thread and never ends; linked as a whole, it knows which classes a port has.
  target_compile_options(synchrone_code_rules INTERFACE
    -fno-threadsafe-statics -fno-c++-static-destructors
    "$<$<CONFIG:Release>:-flto;-fvisibility=hidden;-fwhole-program-vtables;-fvirtual-function-elimination>"
    # What would make its caller larger is not inlined (core/adr/0008-small-before-fast.md).
    "$<$<CONFIG:Release>:SHELL:-mllvm -inline-threshold=-25>")
endif()

if(SYNCHRONE_SANITIZE)
  # A failed check of a sanitizer fails the test. vptr needs run-time type information. The other three look at each
  # pointer and make a third of the compilation; a null pointer that is used ends the program without them.
  set(sanitizer_flags -fsanitize=${SYNCHRONE_SANITIZE} -fno-sanitize-recover=all
    -fno-sanitize=vptr,null,alignment,object-size)
  target_compile_options(synchrone_code_rules INTERFACE
    ${sanitizer_flags} -fno-omit-frame-pointer -D_GLIBCXX_ASSERTIONS)
  target_link_options(synchrone_code_rules INTERFACE ${sanitizer_flags})
endif()
