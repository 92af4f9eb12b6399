#include "domain/identity/erasure_repository.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/stores.h"

namespace marquee::identity {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Timestamp at(std::int64_t milliseconds) {
    return Timestamp(std::chrono::milliseconds(milliseconds));
}

class ErasureRepositoryContract : public testing::TestWithParam<test::StoreKind> {
protected:
    void erase(const std::string& id) {
        auto& accounts = stores_->identity().accounts;
        accounts.create(call_, {AccountId(id), AccountName("n" + id), Role::viewer, false, 1, {}},
                        "hash");
        accounts.erase(
            call_, AccountId(id), [](const Account&, std::int64_t) {}, at(100));
    }
    void report(const std::string& id, std::int64_t time, std::int64_t removed, bool done = false) {
        erasures_.report(call_, AccountId(id), {at(time), removed, done});
    }
    Erasure found(const std::string& id) { return erasures_.find(call_, AccountId(id)).value(); }
    std::vector<std::string> unfinished(const std::optional<AccountId>& after, std::size_t limit) {
        std::vector<std::string> ids;
        for (const auto& erasure : erasures_.unfinished(call_, after, limit)) {
            ids.push_back(erasure.account.text());
        }
        return ids;
    }

    std::unique_ptr<test::Stores> stores_ = GetParam().make();
    ErasureRepository& erasures_ = stores_->identity().erasures;
    Call call_;
};

TEST_P(ErasureRepositoryContract, HasNothingAtFirst) {
    EXPECT_FALSE(erasures_.find(call_, AccountId("a")));
    report("a", 1, 1);
    EXPECT_FALSE(erasures_.find(call_, AccountId("a")));
    EXPECT_THAT(unfinished(std::nullopt, 10), IsEmpty());
}

TEST_P(ErasureRepositoryContract, KeepsHowFarAnErasureIs) {
    erase("a");
    EXPECT_EQ(found("a"), (Erasure{AccountId("a"), at(100), {}, 0, {}}));
    EXPECT_EQ(found("a").status(), ErasureStatus::pending);
    report("a", 110, 0);
    EXPECT_EQ(found("a"), (Erasure{AccountId("a"), at(100), at(110), 0, {}}));
    EXPECT_EQ(found("a").status(), ErasureStatus::removing_ratings);
    report("a", 120, 7);
    EXPECT_EQ(found("a"), (Erasure{AccountId("a"), at(100), at(110), 7, {}}));
    report("a", 130, 7, true);
    EXPECT_EQ(found("a"), (Erasure{AccountId("a"), at(100), at(110), 7, at(130)}));
    EXPECT_EQ(found("a").status(), ErasureStatus::done);
}

TEST_P(ErasureRepositoryContract, NeverFallsBack) {
    erase("a");
    report("a", 110, 8);
    report("a", 111, 5);
    EXPECT_EQ(found("a"), (Erasure{AccountId("a"), at(100), at(110), 8, {}}));
    report("a", 120, 9, true);
    const auto done = found("a");
    report("a", 130, 9, true);
    report("a", 130, 10);
    EXPECT_EQ(found("a"), done);
}

TEST_P(ErasureRepositoryContract, TellsPageByPageWhatIsNotDone) {
    for (const char* id : {"c", "a", "b", "B", "d"}) erase(id);
    report("a", 110, 3);
    report("b", 110, 3, true);
    EXPECT_THAT(unfinished(std::nullopt, 10), ElementsAre("B", "a", "c", "d"));
    EXPECT_THAT(unfinished(std::nullopt, 2), ElementsAre("B", "a"));
    EXPECT_THAT(unfinished(AccountId("a"), 2), ElementsAre("c", "d"));
    EXPECT_THAT(unfinished(AccountId("d"), 2), IsEmpty());
    EXPECT_EQ(erasures_.unfinished(call_, AccountId("B"), 1).at(0), found("a"));
}

std::string store_name(const testing::TestParamInfo<test::StoreKind>& info) {
    return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(All, ErasureRepositoryContract, testing::ValuesIn(test::all_stores()),
                         store_name);

}  // namespace
}  // namespace marquee::identity
