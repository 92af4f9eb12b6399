#include "infrastructure/identity/identity_events.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <prometheus/registry.h>

#include "domain/shared/event.h"
#include "infrastructure/database/database.h"
#include "infrastructure/events/sql_event_feed.h"
#include "tests/support/stores.h"

namespace marquee::identity {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// What one write after another told, over a whole store.
class IdentityEventsTest : public testing::TestWithParam<test::StoreKind> {
protected:
    using Told = std::pair<std::string, json>;

    static Told told(const std::string& type, const json& payload) { return {type, payload}; }

    /// The events since the last time, each as its type and its payload.
    std::vector<Told> news() {
        std::vector<Told> result;
        const auto events = std::get<std::vector<Event>>(feed_.read(call_, read_, 1000, {}));
        for (const auto& event : events) {
            read_ = event.position;
            EXPECT_EQ(event.record, event.type.starts_with("service") ? "service-1" : "1");
            for (const char* secret : {"Ann", "ann", "argon", "aaaaaaaa", "laptop"}) {
                EXPECT_THAT(event.payload, Not(HasSubstr(secret)));
            }
            result.push_back(told(event.type, json::parse(event.payload)));
        }
        return result;
    }
    void set(Role role, bool disabled) {
        stores_.accounts.update(call_, id_, [&](Account account, std::int64_t) {
            account.role = role;
            account.disabled = disabled;
            return std::optional(account);
        });
    }
    void begin_session(const std::string& id) {
        const auto version = stores_.accounts.find(call_, id_)->password_version;
        stores_.sessions.create(call_, {SessionId(id), id_, hash_, {}, {}, end_}, version);
    }

    std::unique_ptr<test::Stores> all_ = GetParam().make();
    test::IdentityStores stores_ = all_->identity();
    events::CommitSignal commits_;
    events::SqlEventFeed feed_{*all_->database(), "identity", [] { return Timestamp(); }, commits_};
    Call call_;
    std::int64_t read_ = 0;
    const AccountId id_{"1"};
    const SecretHash hash_{std::string(64, 'a')};
    const Timestamp end_{std::chrono::hours(1)};
};

TEST_P(IdentityEventsTest, TellOfEveryChangeOfAnAccount) {
    const json account = {{"account_id", "1"}};
    stores_.accounts.create(call_, {id_, AccountName("Ann"), Role::viewer, false, 1, {}}, "$argon");
    const json created = {{"account_id", "1"}, {"role", "viewer"}};
    EXPECT_THAT(news(), ElementsAre(told("account.created", created)));
    begin_session("s1");
    set(Role::editor, true);
    const json changed = {{"account_id", "1"}, {"role", "editor"}, {"previous_role", "viewer"}};
    EXPECT_THAT(news(), ElementsAre(told("account.role_changed", changed),
                                    told("account.disabled", account)));
    set(Role::editor, false);
    EXPECT_THAT(news(), ElementsAre(told("account.enabled", account)));
    set(Role::editor, false);
    stores_.accounts.replace_password_hash(call_, id_, 1, "$argon2");
    EXPECT_THAT(news(), IsEmpty());
    stores_.accounts.change_password(call_, id_, {"$argon3", {}, {}});
    EXPECT_THAT(news(), ElementsAre(told("account.password_changed", account)));
    stores_.accounts.change_password(call_, id_, {"$argon4", 1, {}});
    EXPECT_THAT(news(), IsEmpty());
    stores_.accounts.erase(call_, id_, [](const Account&, std::int64_t) {}, {});
    EXPECT_THAT(news(), ElementsAre(told("account.erased", account)));
}

TEST_P(IdentityEventsTest, TellOfTheFirstAccount) {
    const Account first{id_, AccountName("Ann"), Role::admin, false, 1, {}};
    stores_.accounts.create_first(call_, first, "$argon");
    stores_.accounts.create_first(call_, first, "$argon");
    const json created = {{"account_id", "1"}, {"role", "admin"}};
    EXPECT_THAT(news(), ElementsAre(told("account.created", created)));
}

TEST_P(IdentityEventsTest, TellOfSessionsThatAreRevoked) {
    stores_.accounts.create(call_, {id_, AccountName("Ann"), Role::viewer, false, 1, {}}, "$argon");
    news();
    begin_session("s1");
    begin_session("s2");
    stores_.sessions.revoke(call_, SessionId("s1"));
    stores_.sessions.revoke(call_, SessionId("s1"));
    const SecretHash other(std::string(64, 'b'));
    stores_.sessions.renew(call_, SessionId("s2"), {other, other, {}, end_});
    const json revoked = {{"account_id", "1"}, {"session_id", "s1"}, {"reason", "revoked"}};
    const json reused = {{"account_id", "1"}, {"session_id", "s2"}, {"reason", "reused"}};
    EXPECT_THAT(news(),
                ElementsAre(told("session.revoked", revoked), told("session.revoked", reused)));
}

TEST_P(IdentityEventsTest, TellOfKeysAndServices) {
    stores_.accounts.create(call_, {id_, AccountName("Ann"), Role::viewer, false, 1, {}}, "$argon");
    news();
    stores_.api_keys.create(
        call_, {ApiKeyId("k"), id_, Label("laptop"), {Scope::admin}, hash_, {}, {}, {}});
    stores_.api_keys.note_use(call_, ApiKeyId("k"), end_);
    stores_.api_keys.revoke(call_, id_, ApiKeyId("k"));
    stores_.api_keys.revoke(call_, id_, ApiKeyId("k"));
    const json key = {{"account_id", "1"}, {"key_id", "k"}};
    const json created = {{"account_id", "1"}, {"key_id", "k"}, {"scopes", json::array({"admin"})}};
    EXPECT_THAT(news(),
                ElementsAre(told("api_key.created", created), told("api_key.revoked", key)));

    stores_.services.create(call_, {ServiceId("service-1"), Label("laptop"), hash_, {}});
    stores_.services.revoke(call_, ServiceId("service-1"));
    stores_.services.revoke(call_, ServiceId("service-1"));
    const json service = {{"client_id", "service-1"}};
    EXPECT_THAT(news(),
                ElementsAre(told("service.created", service), told("service.revoked", service)));
}

std::string store_name(const testing::TestParamInfo<test::StoreKind>& info) {
    return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(All, IdentityEventsTest, testing::ValuesIn(test::sql_stores()),
                         store_name);

}  // namespace
}  // namespace marquee::identity
