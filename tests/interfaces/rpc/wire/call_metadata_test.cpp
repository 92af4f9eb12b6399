#include "interfaces/rpc/wire/call_metadata.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <random>

#include "marquee/v1/shared.pb.h"
#include "tests/support/thrown.h"

namespace marquee::rpc {
namespace {

constexpr const char* kCaller = "marquee-caller-bin";

Call call_in(const Metadata& metadata, Call::Deadline deadline = Call::Deadline::max()) {
    return call_of(
        [&](std::string_view name) -> std::optional<std::string_view> {
            for (const auto& [field, value] : metadata) {
                if (field == name) return value;
            }
            return std::nullopt;
        },
        deadline);
}

Caller carried(const Caller& caller) {
    Call call;
    call.caller = caller;
    return call_in(metadata_of(call)).caller;
}

v1::Caller account() {
    v1::Caller message;
    message.set_kind(v1::Caller::ACCOUNT);
    message.set_account_id("ann");
    message.set_role("viewer");
    return message;
}

std::optional<ErrorCode> refusal_of(const std::string& caller) {
    return code_of([&] { call_in({{kCaller, caller}}); });
}

TEST(CallMetadata, CarriesEveryKindOfCaller) {
    EXPECT_EQ(carried({}), Caller());
    EXPECT_EQ(carried(Caller::of_system()), Caller::of_system());
    for (const Role role : {Role::viewer, Role::editor, Role::admin, Role::service}) {
        const auto caller = Caller::of_account("id-1", role);
        EXPECT_EQ(carried(caller), caller) << name_of(role);
    }
}

TEST(CallMetadata, CarriesWhatTheCallersTokenIsLimitedTo) {
    for (const ScopeSet& limit : {ScopeSet(), ScopeSet{Scope::ratings_write},
                                  ScopeSet{Scope::catalogue_write, Scope::admin}}) {
        const auto caller = Caller::of_account("id-1", Role::admin, limit);
        EXPECT_EQ(carried(caller), caller);
        EXPECT_EQ(carried(caller).may(Scope::admin), limit.contains(Scope::admin));
    }
}

TEST(CallMetadata, CarriesTheSession) {
    auto caller = Caller::of_account("ann", Role::editor);
    caller.session_id = "session-7";
    EXPECT_EQ(carried(caller), caller);
}

TEST(CallMetadata, CarriesTheNamesOfTheRequest) {
    Call call;
    call.request_id = "request-1";
    call.trace_parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    const auto deadline = std::chrono::steady_clock::now();
    const auto there = call_in(metadata_of(call), deadline);
    EXPECT_EQ(there.request_id, call.request_id);
    EXPECT_EQ(there.trace_parent, call.trace_parent);
    EXPECT_EQ(there.deadline, deadline);
}

TEST(CallMetadata, SaysNothingOfWhatThereIsNot) {
    EXPECT_THAT(metadata_of({}), testing::IsEmpty());
    const auto there = call_in({});
    EXPECT_EQ(there.caller, Caller());
    EXPECT_EQ(there.request_id, "");
}

TEST(CallMetadata, IsNamedAsOthersReadIt) {
    Call call;
    call.request_id = "r";
    call.trace_parent = "t";
    call.caller = Caller::of_account("ann", Role::viewer);
    std::map<std::string, std::string> fields;
    for (const auto& [name, value] : metadata_of(call)) fields.emplace(name, value);
    EXPECT_EQ(fields.at("x-request-id"), "r");
    EXPECT_EQ(fields.at("traceparent"), "t");
    v1::Caller message;
    ASSERT_TRUE(message.ParseFromString(fields.at(kCaller)));
    EXPECT_EQ(message.account_id(), "ann");
    EXPECT_EQ(message.limit(), "ratings:write");
}

TEST(CallMetadata, RefusesCallersItCannotBeSureOf) {
    auto role = account();
    role.set_role("owner");
    auto limit = account();
    limit.set_limit("ratings:write everything");
    auto kind = account();
    kind.set_kind(static_cast<v1::Caller::Kind>(7));
    for (const auto& message : {role, limit, kind, v1::Caller()}) {
        EXPECT_EQ(refusal_of(message.SerializeAsString()), ErrorCode::invalid)
            << message.ShortDebugString();
    }
}

TEST(CallMetadata, GrantsNothingByBytesThatAreNoCaller) {
    const std::string whole = account().SerializeAsString();
    EXPECT_EQ(refusal_of(whole), std::nullopt);
    for (std::size_t length = 0; length < whole.size(); ++length) {
        EXPECT_EQ(refusal_of(whole.substr(0, length)), ErrorCode::invalid) << length;
    }
    std::mt19937 random(20261121);
    for (int i = 0; i < 2'000; ++i) {
        std::string bytes(random() % 40, '\0');
        for (char& byte : bytes) byte = static_cast<char>(random());
        EXPECT_EQ(refusal_of(bytes), ErrorCode::invalid) << i;
    }
}

}  // namespace
}  // namespace marquee::rpc
