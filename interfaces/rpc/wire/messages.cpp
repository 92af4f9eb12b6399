#include "interfaces/rpc/wire/messages.h"

#include <google/protobuf/timestamp.pb.h>

#include "domain/shared/error.h"
#include "marquee/v1/shared.pb.h"

namespace marquee::rpc {
namespace {

using std::chrono::milliseconds;

constexpr std::int64_t kNanosecondsInMillisecond = 1'000'000;
constexpr std::int64_t kNanosecondsInSecond = 1'000'000'000;
/// The years 1 to 9999, which google.protobuf.Timestamp is for.
constexpr std::int64_t kFirstSecond = -62'135'596'800;
constexpr std::int64_t kLastSecond = 253'402'300'799;

template <class List, class Repeated>
void write_texts(const List& list, Repeated& repeated) {
    for (const auto& text : list) repeated.Add(std::string(text));
}

template <class Repeated>
std::vector<std::string> texts_in(const Repeated& repeated) {
    return {repeated.begin(), repeated.end()};
}

v1::Precondition::Existence existence_of(Precondition::Existence existence) {
    switch (existence) {
        case Precondition::Existence::either:
            return v1::Precondition::EITHER;
        case Precondition::Existence::must_exist:
            return v1::Precondition::MUST_EXIST;
        case Precondition::Existence::must_not_exist:
            return v1::Precondition::MUST_NOT_EXIST;
    }
    throw std::logic_error("an existence without a message");
}

Precondition::Existence existence_of(v1::Precondition::Existence existence) {
    switch (existence) {
        case v1::Precondition::EITHER:
            return Precondition::Existence::either;
        case v1::Precondition::MUST_EXIST:
            return Precondition::Existence::must_exist;
        case v1::Precondition::MUST_NOT_EXIST:
            return Precondition::Existence::must_not_exist;
        default:
            throw invalid_field("precondition.existence", "is unknown here");
    }
}

v1::Caller::Kind kind_of(Caller::Kind kind) {
    switch (kind) {
        case Caller::Kind::anonymous:
            return v1::Caller::ANONYMOUS;
        case Caller::Kind::account:
            return v1::Caller::ACCOUNT;
        case Caller::Kind::system:
            return v1::Caller::SYSTEM;
    }
    throw std::logic_error("a kind of callers without a name");
}

[[noreturn]] void refuse_caller() {
    throw Error(ErrorCode::invalid, "the caller can't be read");
}

}  // namespace

void write(const Caller& caller, v1::Caller& message) {
    message.set_kind(kind_of(caller.kind));
    message.set_account_id(caller.account_id);
    message.set_role(std::string(name_of(caller.role)));
    message.set_limit(text_of(caller.limit));
    message.set_session_id(caller.session_id);
}

Caller read(const v1::Caller& message) {
    const auto role = role_named(message.role());
    const auto limit = parse_scopes(message.limit());
    if (!role || !limit) refuse_caller();
    switch (message.kind()) {
        case v1::Caller::ANONYMOUS:
            return {};
        case v1::Caller::SYSTEM:
            return Caller::of_system();
        case v1::Caller::ACCOUNT: {
            Caller caller = Caller::of_account(message.account_id(), *role, *limit);
            caller.session_id = message.session_id();
            return caller;
        }
        default:
            // Of a newer Marquee, or not ours at all.
            refuse_caller();
    }
}

void write(const MovieDescription& description, v1::MovieDescription& message) {
    message.set_title(description.title);
    if (description.original_title) message.set_original_title(*description.original_title);
    write_texts(description.alternative_titles, *message.mutable_alternative_titles());
    if (description.description) message.set_description(*description.description);
    if (description.release_year) message.set_release_year(*description.release_year);
    if (description.runtime_minutes) message.set_runtime_minutes(*description.runtime_minutes);
    write_texts(description.genres, *message.mutable_genres());
    write_texts(description.directors, *message.mutable_directors());
    for (const auto& member : description.cast) {
        auto& added = *message.add_cast();
        added.set_name(member.name);
        if (member.role) added.set_role(*member.role);
    }
    write_texts(description.keywords, *message.mutable_keywords());
    if (description.poster_url) message.set_poster_url(*description.poster_url);
    auto& ids = *message.mutable_external_ids();
    for (const auto& [provider, id] : description.external_ids) ids[provider] = id;
}

MovieDescription read(const v1::MovieDescription& message) {
    MovieDescription description;
    description.title = message.title();
    if (message.has_original_title()) description.original_title = message.original_title();
    description.alternative_titles = texts_in(message.alternative_titles());
    if (message.has_description()) description.description = message.description();
    if (message.has_release_year()) description.release_year = message.release_year();
    if (message.has_runtime_minutes()) description.runtime_minutes = message.runtime_minutes();
    description.genres = texts_in(message.genres());
    description.directors = texts_in(message.directors());
    for (const auto& member : message.cast()) {
        auto& added = description.cast.emplace_back();
        added.name = member.name();
        if (member.has_role()) added.role = member.role();
    }
    description.keywords = texts_in(message.keywords());
    if (message.has_poster_url()) description.poster_url = message.poster_url();
    for (const auto& [provider, id] : message.external_ids()) {
        description.external_ids[provider] = id;
    }
    return description;
}

void write(const Precondition& precondition, v1::Precondition& message) {
    message.set_existence(existence_of(precondition.existence));
    if (!precondition.revisions) return;
    auto& revisions = *message.mutable_revisions();
    for (const auto revision : *precondition.revisions) revisions.add_revisions(revision);
}

Precondition read(const v1::Precondition& message) {
    Precondition precondition;
    precondition.existence = existence_of(message.existence());
    if (message.has_revisions()) {
        const auto& revisions = message.revisions().revisions();
        precondition.revisions.emplace(revisions.begin(), revisions.end());
    }
    return precondition;
}

void write(Timestamp time, google::protobuf::Timestamp& message) {
    const auto whole = std::chrono::floor<std::chrono::seconds>(time);
    message.set_seconds(whole.time_since_epoch().count());
    message.set_nanos(
        static_cast<std::int32_t>((time - whole) / milliseconds(1) * kNanosecondsInMillisecond));
}

Timestamp read(const google::protobuf::Timestamp& message) {
    const bool in_range = message.seconds() >= kFirstSecond && message.seconds() <= kLastSecond &&
                          message.nanos() >= 0 && message.nanos() < kNanosecondsInSecond;
    if (!in_range) throw Error(ErrorCode::invalid, "a time is not in the years 1 to 9999");
    return Timestamp(std::chrono::seconds(message.seconds()) +
                     milliseconds(message.nanos() / kNanosecondsInMillisecond));
}

}  // namespace marquee::rpc
