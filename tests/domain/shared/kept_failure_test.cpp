#include "domain/shared/kept_failure.h"

#include <gtest/gtest.h>
#include <string>

namespace marquee {
namespace {

TEST(KeptFailure, IsAnErrorAgain) {
    const KeptFailure kept(Error(ErrorCode::conflict, "it is there already"));
    for (int thrown = 0; thrown < 2; ++thrown) {
        try {
            kept.raise();
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ErrorCode::conflict);
            EXPECT_EQ(error.what(), std::string("it is there already"));
        }
    }
}

TEST(KeptFailure, KeepsTheWordsOfAnInternalFailure) {
    const KeptFailure kept(std::out_of_range("no such column"));
    try {
        kept.raise();
    } catch (const Error&) {
        FAIL() << "clients would be told";
    } catch (const std::runtime_error& failure) {
        EXPECT_EQ(failure.what(), std::string("no such column"));
    }
}

}  // namespace
}  // namespace marquee
