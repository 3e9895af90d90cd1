# synchrone_json: nlohmann/json, from the system's package or else a pinned download.
#
# Only its own folder is put on the include path, through a link in the build folder: the whole of
# /usr/include would bring the system's headers into a WebAssembly build.
include(FetchContent)

find_path(NLOHMANN_INCLUDE nlohmann/json.hpp
  PATHS /usr/include /usr/local/include
  NO_CMAKE_FIND_ROOT_PATH
  DOC "The folder that holds nlohmann/json.hpp")
if(NLOHMANN_INCLUDE)
  set(nlohmann_folder "${NLOHMANN_INCLUDE}/nlohmann")
else()
  message(STATUS "nlohmann/json is not installed: downloading 3.11.3")
  FetchContent_Declare(nlohmann_json
    URL https://github.com/nlohmann/json/releases/download/v3.11.3/json.tar.xz
    URL_HASH SHA256=d6c65aca6b1ed68e7a182f4757257b107ae403032760ed6ef121c9d55e81757d)
  FetchContent_MakeAvailable(nlohmann_json)
  set(nlohmann_folder "${nlohmann_json_SOURCE_DIR}/include/nlohmann")
endif()

set(json_include "${PROJECT_BINARY_DIR}/json_include")
file(MAKE_DIRECTORY "${json_include}")
file(CREATE_LINK "${nlohmann_folder}" "${json_include}/nlohmann" COPY_ON_ERROR SYMBOLIC)

add_library(synchrone_json INTERFACE)
target_include_directories(synchrone_json SYSTEM INTERFACE "${json_include}")
