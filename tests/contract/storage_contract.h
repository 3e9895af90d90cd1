#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>

#include "core/ports/storage.h"

namespace synchrone {

// A storage under test, and how its disk is emptied.
struct StorageSubject {
  const char* name;
  std::function<std::unique_ptr<Storage>()> open;
  std::function<void()> forget_everything;
};

// What the contract of the Storage port says, sentence by sentence. The subjects share one disk
// each: what `open` gives after another `open` is what a later page finds.
class StorageContract : public testing::TestWithParam<StorageSubject> {
 protected:
  StorageContract() { GetParam().forget_everything(); }

  std::unique_ptr<Storage> Open() { return GetParam().open(); }

  static std::string Text(Storage& storage, const std::string& key) {
    const Result<std::optional<std::string>> value = storage.Get(key);
    EXPECT_TRUE(value.ok()) << value.status().message();
    return value.ok() && value->has_value() ? **value : "nothing";
  }
};

TEST_P(StorageContract, WhatWasPutIsWhatIsReadAlsoByALaterPage) {
  const std::unique_ptr<Storage> storage = Open();
  ASSERT_TRUE(storage->Put("a", "head ", "body").ok());
  EXPECT_EQ(Text(*storage, "a"), "head body");
  EXPECT_EQ(Text(*Open(), "a"), "head body");
}

TEST_P(StorageContract, AnEmptyValueIsAValue) {
  const std::unique_ptr<Storage> storage = Open();
  EXPECT_EQ(Text(*storage, "a"), "nothing");
  ASSERT_TRUE(storage->Put("a", "", "").ok());
  EXPECT_EQ(Text(*storage, "a"), "");
}

TEST_P(StorageContract, AnyTextIsKeptAsItIs) {
  const std::unique_ptr<Storage> storage = Open();
  const std::string text = "é\n\"\\ \xF0\x9F\x98\x80 null";
  ASSERT_TRUE(storage->Put("clé:%2F", text, text).ok());
  EXPECT_EQ(Text(*Open(), "clé:%2F"), text + text);
}

TEST_P(StorageContract, ALaterPutReplacesTheEarlier) {
  const std::unique_ptr<Storage> storage = Open();
  ASSERT_TRUE(storage->Put("a", "a long value", "").ok());
  ASSERT_TRUE(storage->Put("a", "x", "").ok());
  EXPECT_EQ(Text(*storage, "a"), "x");
}

TEST_P(StorageContract, WhatWasRemovedIsMissingAndMayBeRemovedAgain) {
  const std::unique_ptr<Storage> storage = Open();
  ASSERT_TRUE(storage->Put("a", "x", "").ok());
  EXPECT_TRUE(storage->Remove("a").ok());
  EXPECT_EQ(Text(*storage, "a"), "nothing");
  EXPECT_EQ(Text(*Open(), "a"), "nothing");
  EXPECT_TRUE(storage->Remove("a").ok());
}

TEST_P(StorageContract, KeysAreThoseOfThePrefixSorted) {
  const std::unique_ptr<Storage> storage = Open();
  for (const char* key : {"s:2", "other", "s:10", "s:", "s"}) {
    ASSERT_TRUE(storage->Put(key, "x", "").ok());
  }
  EXPECT_EQ(storage->Keys("s:").value(), (std::vector<std::string>{"s:", "s:10", "s:2"}));
  EXPECT_TRUE(storage->Keys("none").value().empty());
  EXPECT_EQ(storage->Keys("").value().size(), 5u);
}

TEST_P(StorageContract, ManyAreReadInTheOrderOfTheirKeysWithoutThoseThatAreMissing) {
  const std::unique_ptr<Storage> storage = Open();
  for (const char* key : {"a", "b", "c"}) {
    ASSERT_TRUE(storage->Put(key, "value of ", key).ok());
  }
  ASSERT_TRUE(storage->Put("empty", "", "").ok());
  std::vector<std::string> read;
  const auto visit = [&](const std::string& key, std::string_view value) {
    read.push_back(key + "=" + std::string(value));
  };
  EXPECT_TRUE(storage->ForEach({"c", "missing", "empty", "a"}, visit).ok());
  EXPECT_EQ(read, (std::vector<std::string>{"c=value of c", "empty=", "a=value of a"}));
  EXPECT_TRUE(storage->ForEach({}, visit).ok());
}

}  // namespace synchrone
