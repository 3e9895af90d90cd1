// A fuzzer without libFuzzer, so that every build runs it: the files of its corpus, and inputs made
// of them from a fixed seed.
//
//   <program> <corpus folder> <inputs to make>
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "tests/fuzz/bytes.h"

namespace {

using Random = std::mt19937;

size_t Below(size_t limit, Random& random) { return limit == 0 ? 0 : random() % limit; }

// One to four small changes: what a torn write, a flipped bit or another program's text looks like.
std::string Changed(std::string input, const std::vector<std::string>& corpus, Random& random) {
  for (size_t changes = 1 + Below(4, random); changes > 0; --changes) {
    const size_t at = Below(input.size() + 1, random);
    const std::string& other = corpus[Below(corpus.size(), random)];
    const size_t from = Below(other.size() + 1, random);
    switch (Below(5, random)) {
      case 0:
        if (at < input.size()) input[at] = static_cast<char>(input[at] ^ (1 << Below(8, random)));
        break;
      case 1:
        input.resize(at);
        break;
      case 2:
        input.erase(at, Below(9, random));
        break;
      case 3:
        input.insert(at, 1, static_cast<char>(Below(256, random)));
        break;
      default:
        input.insert(at, other.substr(from, Below(40, random)));
    }
  }
  return input;
}

std::string running;

// The input that a check fell over, as printf(1) takes it.
void TellInput(int) {
  std::fprintf(stderr, "the input: ");
  for (const char byte : running) {
    const bool plain = byte >= ' ' && byte <= '~' && byte != '\\' && byte != '\'';
    std::fprintf(stderr, plain ? "%c" : "\\x%02x", plain ? byte : static_cast<uint8_t>(byte));
  }
  std::fprintf(stderr, "\n");
}

void Run(const std::string& input) {
  running = input;
  LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(input.data()), input.size());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: %s <corpus folder> <inputs to make>\n", argv[0]);
    return 2;
  }
  std::signal(SIGABRT, TellInput);
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(argv[1])) {
    files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<std::string> corpus;
  for (const auto& file : files) {
    std::ifstream stream(file, std::ios::binary);
    corpus.emplace_back(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
    Run(corpus.back());
  }
  if (corpus.empty()) {
    std::fprintf(stderr, "%s holds no corpus\n", argv[1]);
    return 1;
  }
  Random random(1);
  for (int made = std::atoi(argv[2]); made > 0; --made) {
    Run(Changed(corpus[Below(corpus.size(), random)], corpus, random));
  }
  std::printf("%zu files and %s inputs made of them\n", corpus.size(), argv[2]);
  return 0;
}
