# One program per suite folder of tests/; each of its cases is a test of ctest.
find_package(GTest 1.12 CONFIG QUIET)
if(NOT GTest_FOUND)
  message(STATUS "GoogleTest is not installed: downloading 1.14.0")
  include(FetchContent)
  FetchContent_Declare(googletest
    URL https://github.com/google/googletest/archive/refs/tags/v1.14.0.tar.gz
    URL_HASH SHA256=8ad598c73ad796e0d8280b082cebd82a630d73e73cd3c70057938a6501bba5d7)
  set(INSTALL_GTEST OFF)
  FetchContent_MakeAvailable(googletest)
endif()
include(GoogleTest)

# The simulator (tests/simulator), and a program that runs any range of its schedules on demand.
file(GLOB_RECURSE simulator_sources CONFIGURE_DEPENDS "simulator/*.cc")
list(FILTER simulator_sources EXCLUDE REGEX "_main\\.cc$")
add_library(synchrone_simulation STATIC ${simulator_sources})
target_link_libraries(synchrone_simulation PUBLIC synchrone_test_support)
target_precompile_headers(synchrone_simulation REUSE_FROM synchrone_test_support)
add_executable(synchrone_simulator EXCLUDE_FROM_ALL simulator/simulate_main.cc)
target_link_libraries(synchrone_simulator PRIVATE synchrone_simulation)
target_precompile_headers(synchrone_simulator REUSE_FROM synchrone_test_support)

# What test files are compiled with. They are compiled alike, so that one precompiled header serves all.
file(CONFIGURE OUTPUT "${PROJECT_BINARY_DIR}/test_header.cc" CONTENT "")
add_library(synchrone_test_header OBJECT EXCLUDE_FROM_ALL "${PROJECT_BINARY_DIR}/test_header.cc")
target_link_libraries(synchrone_test_header PUBLIC synchrone_test_support GTest::gmock)
# Where a test finds the files beside it, such as the scenarios of the spec suite.
target_compile_definitions(synchrone_test_header PUBLIC
  SYNCHRONE_TESTS_DIR="${PROJECT_SOURCE_DIR}/tests")
target_precompile_headers(synchrone_test_header PRIVATE
  <gmock/gmock.h> "${PROJECT_SOURCE_DIR}/core/base/json.h")

foreach(suite unit contract spec property)
  file(GLOB_RECURSE suite_sources CONFIGURE_DEPENDS "${suite}/*.cc")
  if(NOT suite_sources)
    continue()
  endif()
  set(program synchrone_${suite}_tests)
  add_executable(${program} ${suite_sources})
  target_link_libraries(${program} PRIVATE synchrone_test_header GTest::gtest_main)
  target_precompile_headers(${program} REUSE_FROM synchrone_test_header)
  gtest_discover_tests(${program} TEST_PREFIX "${suite}/" NO_PRETTY_TYPES NO_PRETTY_VALUES
    DISCOVERY_TIMEOUT 600
    PROPERTIES TIMEOUT 3000)
endforeach()
target_link_libraries(synchrone_property_tests PRIVATE synchrone_simulation)

# The fuzzers of tests/fuzz without libFuzzer (the fuzz preset has it): their corpus, and inputs made
# of it from a fixed seed.
set(SYNCHRONE_REPLAY_INPUTS 500 CACHE STRING "Inputs that each fuzzer is given when replayed")
file(GLOB fuzz_sources CONFIGURE_DEPENDS "fuzz/*.cc")
list(FILTER fuzz_sources EXCLUDE REGEX "/replay\\.cc$")
add_library(synchrone_replay OBJECT EXCLUDE_FROM_ALL fuzz/replay.cc)
target_link_libraries(synchrone_replay PRIVATE synchrone_code_rules)
foreach(source IN LISTS fuzz_sources)
  get_filename_component(name "${source}" NAME_WE)
  add_executable(replay_${name} "${source}")
  target_link_libraries(replay_${name} PRIVATE synchrone_replay synchrone_test_support)
  target_precompile_headers(replay_${name} REUSE_FROM synchrone_test_support)
  add_test(NAME fuzz/${name} COMMAND replay_${name}
    "${CMAKE_CURRENT_SOURCE_DIR}/fuzz/corpus/${name}" ${SYNCHRONE_REPLAY_INPUTS})
endforeach()

# The benchmark of the core (tests/bench/native), where Google Benchmark is installed.
find_package(benchmark QUIET)
if(benchmark_FOUND)
  file(GLOB benchmark_sources CONFIGURE_DEPENDS "bench/native/*.cc")
  add_executable(synchrone_benchmarks EXCLUDE_FROM_ALL ${benchmark_sources})
  target_link_libraries(synchrone_benchmarks PRIVATE synchrone_test_support benchmark::benchmark)
endif()
