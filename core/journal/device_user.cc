#include "core/journal/device_user.h"

#include <algorithm>
#include <string>

#include "core/base/json.h"
#include "core/base/object_text.h"
#include "core/base/tuning.h"
#include "core/journal/format/key_schema.h"
#include "core/journal/format/record_codec.h"

namespace synchrone {

std::optional<User> DeviceUser::Read() {
  const std::optional<std::string> text = records_.TextOf(std::string(kDeviceUserKey));
  if (!text) return std::nullopt;
  const Result<Json> json = DecodeFramedJson(*text);
  if (!json.ok()) return std::nullopt;
  User user{StringOr(*json, "user"), StringOr(*json, "company")};
  if (user.anonymous()) return std::nullopt;
  return user;
}

bool DeviceUser::IsRecorded() { return records_.Has(std::string(kDeviceUserKey)); }

// Always of one length, so that the next one has room however full the storage is: the user decides
// what may be sent.
void DeviceUser::Put(const User& user) {
  std::string text = ObjectText()
                         .Number("v", kFormatVersion)
                         .Text("user", user.id)
                         .Text("company", user.company)
                         .str();
  text.resize(std::max(text.size(), tuning::kDeviceUser), ' ');
  records_.Put(std::string(kDeviceUserKey), EncodeFramed(text));
}

}  // namespace synchrone
