#include <algorithm>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>
#include <set>
#include <stdexcept>
#include <vector>

#include "tests/app/access_table.h"
#include "tests/app/bad_tokens.h"
#include "tests/support/all_routes.h"

namespace marquee::app {
namespace {

using http::Route;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::StartsWith;
using Names = std::set<std::string>;

/// Routes without a line, and lines without a route.
std::vector<std::string> differences(const std::vector<Route>& routes) {
    std::multiset<std::string> served;
    std::multiset<std::string> listed;
    for (const auto& route : routes) served.insert(route.method + " " + route.pattern);
    for (const auto& line : access_table()) listed.insert(line.name());
    std::vector<std::string> found;
    std::ranges::set_difference(served, listed, std::back_inserter(found));
    std::ranges::set_difference(listed, served, std::back_inserter(found));
    return found;
}

int status_of(Answer answer) {
    switch (answer) {
        case Answer::open:
        case Answer::in:
            return 200;
        case Answer::who:
            return 401;
        case Answer::no:
            return 403;
        case Answer::none:
            return 404;
    }
    throw std::logic_error("an answer without a status");
}

/// Any success stands for 200.
int outcome(const test::HttpReply& reply) {
    return reply.status >= 200 && reply.status < 300 ? 200 : reply.status;
}

class Access : public BadTokensFixture {
protected:
    using BadTokensFixture::BadTokensFixture;

    void expect(Answer expected, const AccessLine& line, const Asked& asked,
                const std::string& authorization, const std::string& who) const {
        const auto reply = send(asked, authorization);
        EXPECT_EQ(outcome(reply), status_of(expected))
            << line.name() << " by " << who << ": " << reply.status << " " << reply.body;
        if (reply.status != 401) return;
        EXPECT_THAT(reply.headers,
                    Contains(Pair("WWW-Authenticate",
                                  StartsWith(authorization.empty() ? "Bearer"
                                                                   : "Bearer realm=\"marquee\", "
                                                                     "error=\"invalid_token\""))))
            << line.name() << " by " << who;
    }

    void expect_of_own(Answer expected, const AccessLine& line, const Person& who,
                       const std::string& name) {
        expect(expected, line, about(line, who), who.authorization, name);
    }

    /// Nobody but the owner may do that, who still can afterwards.
    void expect_of_others(Answer expected, const AccessLine& line, const Person& who,
                          const std::string& name) {
        const auto owner = person(Role::viewer);
        const auto asked = about(line, owner);
        expect(expected, line, asked, who.authorization, name + " about another's");
        if (expected != Answer::in && line.viewer == Answer::in) {
            expect(Answer::in, line, asked, owner.authorization, "the owner after that");
        }
    }

    /// What is open to everybody, and `names`, let in whom `make` makes; nothing else does.
    void expect_only(const Names& names, const std::string& name,
                     const std::function<Person()>& make) {
        std::size_t met = 0;
        for (const auto& line : access_table()) {
            const bool everybodys = line.anonymous != Answer::who;
            const bool named = names.contains(line.name());
            met += named ? 1 : 0;
            expect_of_own(everybodys || named ? Answer::in : Answer::no, line, make(), name);
        }
        EXPECT_EQ(met, names.size()) << "a name is no line's";
    }

    Person demoted(const std::string& scope) {
        const auto editor = person(Role::editor);
        auto key = by_key(editor, scope);
        change_account(editor, {{"role", "viewer"}});
        return key;
    }
};

TEST_F(Access, HasALineForEveryRouteAndNoOther) {
    EXPECT_GT(access_table().size(), 50u);
    EXPECT_THAT(differences(test::all_routes()), IsEmpty());
}

TEST_F(Access, NoticesARouteWithoutALineAndALineWithoutARoute) {
    auto routes = test::all_routes();
    for (auto& route : routes) {
        if (route.pattern == "/v1/genres") route.pattern = "/v1/kinds";
    }
    EXPECT_THAT(differences(routes), ElementsAre("GET /v1/kinds", "GET /v1/genres"));
}

TEST_F(Access, IsAsTheTableSaysForNobodyKnown) {
    for (const auto& line : access_table()) {
        const auto owner = person(Role::viewer);
        expect(line.anonymous, line, about(line, owner), "", "nobody known");
    }
}

TEST_F(Access, IsAsTheTableSaysForHead) {
    for (const auto& line : access_table()) {
        if (line.method != "GET") continue;
        const auto viewer = person(Role::viewer);
        auto asked = about(line, viewer);
        asked.method = "HEAD";
        expect(line.anonymous, line, asked, "", "nobody known, with HEAD");
        expect(line.viewer, line, asked, viewer.authorization, "a viewer, with HEAD");
    }
}

TEST_F(Access, IsAsTheTableSaysForViewers) {
    for (const auto& line : access_table()) {
        expect_of_own(line.viewer, line, person(Role::viewer), "a viewer");
    }
}

TEST_F(Access, IsAsTheTableSaysForEditors) {
    for (const auto& line : access_table()) {
        expect_of_own(line.editor, line, person(Role::editor), "an editor");
    }
}

TEST_F(Access, IsAsTheTableSaysForAdmins) {
    for (const auto& line : access_table()) {
        expect_of_own(line.admin, line, person(Role::admin), "an admin");
    }
}

TEST_F(Access, IsAsTheTableSaysForServices) {
    for (const auto& line : access_table()) {
        const auto owner = person(Role::viewer);
        expect(line.service, line, about(line, owner), service().authorization, "a service");
    }
}

TEST_F(Access, IsAsTheTableSaysForWhatIsSomebodyElses) {
    for (const auto& line : access_table()) {
        if (!line.others) continue;
        expect_of_others(line.others->viewer, line, person(Role::viewer), "a viewer");
        expect_of_others(line.others->editor, line, person(Role::editor), "an editor");
        expect_of_others(line.others->admin, line, person(Role::admin), "an admin");
    }
}

/// What any token of a person is good for.
Names kept_by_every_key() {
    return {
        "GET /v1/me",
        "GET /v1/me/ratings",
        "GET /v1/movies/{id}/ratings/me",
        "GET /v1/ratings/{record_type}/{record_id}/users/{user_id}",
        "GET /v1/users/{user_id}/ratings",
    };
}

Names besides_those(Names names) {
    names.merge(kept_by_every_key());
    return names;
}

TEST_F(Access, LetsAKeyForRatingsDoNothingButRate) {
    const Names rating = besides_those({
        "PUT /v1/movies/{id}/ratings/me",
        "DELETE /v1/movies/{id}/ratings/me",
        "PUT /v1/ratings/{record_type}/{record_id}/users/{user_id}",
        "DELETE /v1/ratings/{record_type}/{record_id}/users/{user_id}",
        "POST /v1/ratings:batch",
    });
    const auto make = [&] { return by_key(person(Role::admin), "ratings:write"); };
    expect_only(rating, "an admin's key for ratings", make);
    for (const auto& line : access_table()) {
        if (line.others) expect_of_others(Answer::no, line, make(), "an admin's key for ratings");
    }
}

TEST_F(Access, LetsAKeyForTheCatalogueDoNothingButEdit) {
    const Names editing = besides_those({
        "POST /v1/movies",
        "PUT /v1/movies/{id}",
        "PATCH /v1/movies/{id}",
        "DELETE /v1/movies/{id}",
        "PUT /v1/metadata/{id}",
        "DELETE /v1/metadata/{id}",
    });
    expect_only(editing, "an admin's key for the catalogue",
                [&] { return by_key(person(Role::admin), "catalogue:write"); });
}

TEST_F(Access, LetsAKeyForAdministrationNeitherRateNorEditNorTakeItsOwnersAccount) {
    Names administration = besides_those({
        "POST /oauth/introspect",
        "GET /v1/ratings/events",
        "GET /v1/accounts",
        "POST /v1/accounts",
        "GET /v1/accounts/{id}",
        "PATCH /v1/accounts/{id}",
        "GET /v1/erasures/{account_id}",
        "GET /v1/admin/settings",
        "PATCH /v1/admin/settings",
        "GET /v1/services",
        "POST /v1/services",
        "DELETE /v1/services/{id}",
    });
    if (has_imports()) {
        // To look at them; to import is to rate and to edit.
        administration.merge(Names{"GET /v1/admin/imports", "GET /v1/admin/imports/{id}",
                                   "DELETE /v1/admin/imports/{id}",
                                   "GET /v1/admin/imports/{id}/problems"});
    }
    const Names for_others{
        "GET /v1/ratings/{record_type}/{record_id}/users/{user_id}",
        "GET /v1/users/{user_id}/ratings",
        "GET /v1/accounts/{id}",
        "PATCH /v1/accounts/{id}",
        "DELETE /v1/accounts/{id}",
        "PUT /v1/accounts/{id}/password",
    };
    const auto make = [&] { return by_key(person(Role::admin), "admin"); };
    expect_only(administration, "an admin's key for administration", make);
    for (const auto& line : access_table()) {
        if (!line.others) continue;
        const auto expected = for_others.contains(line.name()) ? Answer::in : Answer::no;
        expect_of_others(expected, line, make(), "an admin's key for administration");
    }
}

TEST_F(Access, LetsAKeyDoNothingThatItsOwnersRoleMayNot) {
    // A viewer can't even make such a key, only keep it.
    const Json wanted{{"name", "a key"}, {"scopes", {"catalogue:write"}}};
    EXPECT_EQ(client.post("/v1/me/keys", wanted.dump(), as(person(Role::viewer))).status, 403);
    expect_only(kept_by_every_key(), "a viewer's key for the catalogue",
                [&] { return demoted("catalogue:write"); });
}

TEST_F(Access, LimitsAServiceToTheScopesOfItsToken) {
    for (const auto& line : access_table()) {
        const bool asks_itself =
            line.name() == "GET /v1/me" || line.name() == "POST /oauth/introspect";
        const bool is_in = line.anonymous != Answer::who || asks_itself;
        const auto owner = person(Role::viewer);
        expect(is_in ? Answer::in : Answer::no, line, about(line, owner),
               service("ratings:write").authorization, "a service limited to its own ratings");
    }
}

TEST_F(Access, IsGivenToNoBadToken) {
    const auto owner = person(Role::viewer);
    const auto bad = bad_tokens();
    EXPECT_GT(bad.size(), 20u);
    EXPECT_EQ(client.get("/v1/accounts", {{"Authorization", bearer(good_token())}}).status, 200);
    for (const auto& line : access_table()) {
        const bool is_open = line.anonymous == Answer::open;
        auto asked = about(line, owner);
        for (const auto& [name, token] : bad) {
            // What was done can't be done again.
            if (is_open) asked = about(line, owner);
            expect(is_open ? Answer::open : Answer::who, line, asked, bearer(token), name);
        }
    }
}

class AccessWithoutAnonymousReads : public Access {
protected:
    AccessWithoutAnonymousReads()
        : Access([](Settings& settings) { settings.access_anonymous_reads = false; }) {}
};

TEST_F(AccessWithoutAnonymousReads, AsksWhoReads) {
    const Names closed{
        "GET /v1/movies",          "GET /v1/suggest",
        "GET /v1/genres",          "POST /v1/movies:batch-get",
        "GET /v1/movies/{id}",     "GET /v1/metadata/{id}",
        "GET /v1/metadata/events", "GET /v1/ratings/{record_type}/{record_id}",
    };
    std::size_t met = 0;
    for (const auto& line : access_table()) {
        const bool is_closed = closed.contains(line.name());
        met += is_closed ? 1 : 0;
        const auto viewer = person(Role::viewer);
        const auto asked = about(line, viewer);
        expect(is_closed ? Answer::who : line.anonymous, line, asked, "", "nobody known");
        expect(line.viewer, line, about(line, viewer), viewer.authorization, "a viewer");
    }
    EXPECT_EQ(met, closed.size());
}

}  // namespace
}  // namespace marquee::app
