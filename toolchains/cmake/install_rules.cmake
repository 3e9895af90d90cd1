# cmake --install: the core as a library for C++ programs, for find_package(synchrone) and pkg-config.
include(CMakePackageConfigHelpers)

set(synchrone_cmake_folder "${CMAKE_INSTALL_LIBDIR}/cmake/synchrone")
install(TARGETS synchrone_core EXPORT synchrone_targets ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/core" DESTINATION "${SYNCHRONE_INSTALL_INCLUDE}"
  FILES_MATCHING PATTERN "*.h")
install(EXPORT synchrone_targets FILE synchrone-targets.cmake NAMESPACE synchrone::
  DESTINATION "${synchrone_cmake_folder}")

file(WRITE "${PROJECT_BINARY_DIR}/synchrone-config.cmake" [[
include(CMakeFindDependencyMacro)
find_dependency(nlohmann_json 3.11)
include("${CMAKE_CURRENT_LIST_DIR}/synchrone-targets.cmake")
]])
# Before 1.0 a minor version may change the interface.
write_basic_package_version_file("${PROJECT_BINARY_DIR}/synchrone-config-version.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES
  "${PROJECT_BINARY_DIR}/synchrone-config.cmake"
  "${PROJECT_BINARY_DIR}/synchrone-config-version.cmake"
  DESTINATION "${synchrone_cmake_folder}")

file(CONFIGURE OUTPUT "${PROJECT_BINARY_DIR}/synchrone.pc" @ONLY CONTENT [[
prefix=${pcfiledir}/../..
Name: synchrone
Description: A durable queue of changes, with an optimistic view of each record
Version: @PROJECT_VERSION@
Requires: nlohmann_json >= 3.11
Cflags: -std=c++20 -I${prefix}/@SYNCHRONE_INSTALL_INCLUDE@
Libs: -L${prefix}/@CMAKE_INSTALL_LIBDIR@ -lsynchrone_core
]])
install(FILES "${PROJECT_BINARY_DIR}/synchrone.pc"
  DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
