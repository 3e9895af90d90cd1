#include "core/model/path.h"

#include <algorithm>

namespace synchrone {
namespace {

bool IsUnreserved(char c) {
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) return true;
  return std::string_view("-_.~!*'()").find(c) != std::string_view::npos;
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool HasForbiddenCharacter(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F || c == '\\' || c == '#';
  });
}

bool HasDotSegment(std::string_view path) {
  const size_t end = std::min(path.find('?'), path.size());
  for (size_t from = 0; from < end;) {
    const size_t next = std::min(path.find('/', from), end);
    const std::string decoded = DecodeSegment(path.substr(from, next - from));
    if (decoded == "." || decoded == "..") return true;
    from = next + 1;
  }
  return false;
}

size_t OriginLength(std::string_view url) {
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (url.substr(0, scheme.size()) == scheme) {
      return std::min(url.find_first_of("/?", scheme.size()), url.size());
    }
  }
  return 0;
}

Status Invalid(Sentence why) { return Status(ErrorCode::kInvalidEndpoint, why); }

// The longest known resource that `path` lies under, with the rest after the slash.
const Resource* FindResource(std::string_view path, const std::vector<Resource>& resources) {
  const Resource* best = nullptr;
  for (const Resource& resource : resources) {
    const std::string& prefix = resource.value();
    const bool under = path.size() > prefix.size() && path.substr(0, prefix.size()) == prefix &&
                       path[prefix.size()] == '/';
    if (under && (!best || prefix.size() > best->value().size())) best = &resource;
  }
  return best;
}

Kind KindOf(Method method) {
  if (method == Method::kPost) return Kind::kCreate;
  return method == Method::kDelete ? Kind::kDelete : Kind::kUpdate;
}

RawTarget UnderResource(Method method, const std::string& endpoint, const Resource& resource) {
  const std::string_view rest = std::string_view(endpoint).substr(resource.value().size() + 1);
  const size_t slash = rest.find('/');
  const EntityKey entity{resource, EntityId(DecodeSegment(rest.substr(0, slash)))};
  const bool is_record = slash == std::string_view::npos && method != Method::kPost;
  if (is_record) return {KindOf(method), entity, ""};
  return {Kind::kAction, entity, endpoint};
}

}  // namespace

Endpoint SplitEndpoint(std::string_view endpoint) {
  const size_t query = std::min(endpoint.find('?'), endpoint.size());
  const size_t origin_length = std::min(OriginLength(endpoint), query);
  size_t end = query;
  while (end > origin_length + 1 && endpoint[end - 1] == '/') --end;
  return {std::string(endpoint.substr(0, end)),
          (end < query ? "/" : "") + std::string(endpoint.substr(query))};
}

Result<Endpoint> ReadEndpoint(std::string_view endpoint, std::string_view own_origin,
                              const std::vector<std::string>& origins) {
  if (endpoint.empty()) {
    return Invalid(
        "The endpoint is empty. Give an absolute path such as '/api/v1/patients', or a URL on an "
        "origin listed in configure({ origins }).");
  }
  if (HasForbiddenCharacter(endpoint)) {
    return Invalid(
        "The endpoint holds white space, a backslash, '#' or a control character. Give an absolute "
        "path such as '/api/v1/patients', or a URL on an origin listed in configure({ origins }).");
  }
  const size_t origin_length = OriginLength(endpoint);
  const std::string_view origin = endpoint.substr(0, origin_length);
  const std::string_view path = endpoint.substr(origin_length);
  // An endpoint on the page's own origin is kept as its path, which must not name another host.
  const bool own = origin_length == 0 || origin == own_origin;
  if (own && (!path.starts_with('/') || path.starts_with("//"))) {
    return Invalid(
        "The endpoint is neither an absolute path nor an http(s) URL. Give an absolute path such "
        "as "
        "'/api/v1/patients', or a URL on an origin listed in configure({ origins }).");
  }
  if (HasDotSegment(path)) {
    return Invalid(
        "The endpoint holds '.' or '..' segments. Give an absolute path such as "
        "'/api/v1/patients', or a URL on an origin listed in configure({ origins }).");
  }
  if (own) return SplitEndpoint(path);
  if (std::find(origins.begin(), origins.end(), origin) == origins.end()) {
    return Status(ErrorCode::kForbiddenOrigin,
                  "The endpoint is on another origin. List that origin in configure({ origins }) "
                  "if patient data may go there.");
  }
  return SplitEndpoint(endpoint);
}

std::string OriginOf(const std::string& endpoint) {
  return std::string(endpoint.substr(0, OriginLength(endpoint)));
}

std::string EncodeSegment(const std::string& segment) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : segment) {
    if (IsUnreserved(c)) {
      encoded += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    encoded += {'%', kDigits[byte >> 4], kDigits[byte & 0xF]};
  }
  return encoded;
}

std::string DecodeSegment(std::string_view segment) {
  std::string decoded;
  for (size_t i = 0; i < segment.size(); ++i) {
    const bool escape = segment[i] == '%' && i + 2 < segment.size() &&
                        HexDigit(segment[i + 1]) >= 0 && HexDigit(segment[i + 2]) >= 0;
    if (!escape) {
      decoded += segment[i];
      continue;
    }
    decoded += static_cast<char>(HexDigit(segment[i + 1]) * 16 + HexDigit(segment[i + 2]));
    i += 2;
  }
  return decoded;
}

std::string EntityPath(const EntityKey& entity) {
  const std::string& resource = entity.resource.value();
  if (entity.id.empty()) return resource;
  // "//p1" would name a host.
  return resource + (resource.ends_with('/') ? "" : "/") + EncodeSegment(entity.id.value());
}

std::string PathOf(const Mutation& mutation) {
  switch (mutation.kind) {
    case Kind::kCreate:
      if (!mutation.action_path.empty()) return mutation.action_path;
      return mutation.entity.resource.value() + mutation.tail;
    case Kind::kAction:
      return mutation.action_path + mutation.tail;
    case Kind::kUpdate:
    case Kind::kDelete:
      break;
  }
  return EntityPath(mutation.entity) + mutation.tail;
}

std::string ReplaceSegments(std::string_view path,
                            FunctionRef<std::string(const std::string&)> replace) {
  std::string replaced;
  const size_t query = path.find('?');
  for (size_t from = 0; from <= path.size();) {
    const char* const ends = from > query ? "&=" : "/?";
    const size_t next = std::min(path.find_first_of(ends, from), path.size());
    const std::string_view written = path.substr(from, next - from);
    const std::string segment = DecodeSegment(written);
    const std::string now = replace(segment);
    replaced += now == segment ? std::string(written) : EncodeSegment(now);
    if (next < path.size()) replaced += path[next];
    from = next + 1;
  }
  return replaced;
}

namespace {

// Whether a segment is a number or a UUID, and so no word of a path.
bool LooksLikeId(std::string_view segment) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto is_hex_or_dash = [&](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == '-';
  };
  if (segment.empty()) return false;
  if (std::all_of(segment.begin(), segment.end(), is_digit)) return true;
  return segment.size() == 36 && std::count(segment.begin(), segment.end(), '-') == 4 &&
         std::all_of(segment.begin(), segment.end(), is_hex_or_dash);
}

// The record that "/patients/12/archive" is about, before anything else has named "/patients". The
// number in "/api/2/patients" is a version.
std::optional<EntityKey> RecordOfAction(const std::string& endpoint) {
  const size_t action = endpoint.rfind('/');
  if (action == std::string::npos || action == 0) return std::nullopt;
  const size_t id = endpoint.rfind('/', action - 1);
  if (id == std::string::npos || id == 0) return std::nullopt;
  const std::string resource = endpoint.substr(0, id);
  const std::string segment = DecodeSegment(endpoint.substr(id + 1, action - id - 1));
  const bool is_action = !LooksLikeId(DecodeSegment(endpoint.substr(action + 1)));
  if (!is_action || !LooksLikeId(segment) || resource.ends_with("/api")) return std::nullopt;
  return EntityKey{Resource(resource), EntityId(segment)};
}

}  // namespace

RawTarget ReadRawTarget(Method method, const std::string& endpoint, const std::string& data_id,
                        const std::vector<Resource>& resources) {
  const bool is_known =
      std::find(resources.begin(), resources.end(), Resource(endpoint)) != resources.end();
  if (!is_known) {
    if (const Resource* resource = FindResource(endpoint, resources)) {
      return UnderResource(method, endpoint, *resource);
    }
  }
  const bool is_create = method == Method::kPost && !data_id.empty();
  if (is_create) return {Kind::kCreate, {Resource(endpoint), EntityId(data_id)}, ""};
  if (!is_known) {
    if (auto record = RecordOfAction(endpoint))
      return {Kind::kAction, std::move(*record), endpoint};
  }
  const size_t slash = endpoint.rfind('/');
  if (method == Method::kPost || is_known || slash == 0 || slash == std::string::npos) {
    return {Kind::kAction, {Resource(endpoint), EntityId()}, endpoint};
  }
  return {
      KindOf(method),
      {Resource(endpoint.substr(0, slash)), EntityId(DecodeSegment(endpoint.substr(slash + 1)))},
      ""};
}

}  // namespace synchrone
