# One libFuzzer program per file of tests/fuzz. As tests they replay their corpus (a folder of
# tests/fuzz/corpus, named after the file) and try a bounded number of inputs.
if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  message(FATAL_ERROR "The fuzzers need clang: use the fuzz preset.")
endif()
set(SYNCHRONE_FUZZ_RUNS 20000 CACHE STRING "Inputs that each fuzzer tries when run as a test")
set(SYNCHRONE_FUZZ_SEED 1 CACHE STRING "Seed of what they try when run as a test")

target_compile_options(synchrone_code_rules INTERFACE -fsanitize=fuzzer-no-link)

file(GLOB fuzz_sources CONFIGURE_DEPENDS "fuzz/*.cc")
list(FILTER fuzz_sources EXCLUDE REGEX "/replay\\.cc$")
foreach(source IN LISTS fuzz_sources)
  get_filename_component(name "${source}" NAME_WE)
  add_executable(${name} "${source}")
  target_link_libraries(${name} PRIVATE synchrone_test_support)
  target_link_options(${name} PRIVATE -fsanitize=fuzzer)
  set(corpus "${CMAKE_CURRENT_SOURCE_DIR}/fuzz/corpus/${name}")
  if(NOT EXISTS "${corpus}")
    set(corpus "")
  endif()
  # New finds go to the build folder, never into the source tree.
  set(finds "${CMAKE_CURRENT_BINARY_DIR}/${name}_finds")
  file(MAKE_DIRECTORY "${finds}")
  add_test(NAME fuzz/${name}
    COMMAND ${name} -seed=${SYNCHRONE_FUZZ_SEED} -runs=${SYNCHRONE_FUZZ_RUNS} -artifact_prefix=${finds}/
      "${finds}" ${corpus})
endforeach()
