#include <emscripten/bind.h>

#include <cstring>
#include <limits>
#include <string_view>

// Embind's own part of the module, in place of the one that comes with it: that one names forty
// types to JavaScript, with their code on both sides. These are all that cross (wasm/handle.h).

using emscripten::internal::InitFunc;
using emscripten::internal::TypeID;

namespace {

InitFunc* first_bindings = nullptr;

template <typename Integer>
void RegisterInteger(const char* name) {
  using Limits = std::numeric_limits<Integer>;
  emscripten::internal::_embind_register_integer(TypeID<Integer>::get(), name, sizeof(Integer),
                                                 Limits::min(), Limits::max());
}

}  // namespace

extern "C" {

void _embind_register_bindings(InitFunc* bindings) {
  bindings->next = first_bindings;
  first_bindings = bindings;
}

void _embind_initialize_bindings() {
  for (InitFunc* bindings = first_bindings; bindings; bindings = bindings->next) {
    bindings->init_func();
  }
}

// For the message about a type that is not bound: there is none. The caller frees it.
const char* __getTypeName(const std::type_info*) { return strdup(""); }
}

EMSCRIPTEN_BINDINGS(builtin) {
  emscripten::internal::_embind_register_void(TypeID<void>::get(), "void");
  emscripten::internal::_embind_register_bool(TypeID<bool>::get(), "bool", true, false);
  RegisterInteger<int>("int");
  RegisterInteger<unsigned>("unsigned int");
  emscripten::internal::_embind_register_std_string(TypeID<std::string>::get(), "std::string");
  emscripten::internal::_embind_register_std_string(TypeID<std::string_view>::get(),
                                                    "std::string_view");
}
