#include "infrastructure/rpc/attempt.h"

#include <gtest/gtest.h>
#include <stdexcept>

#include "domain/shared/error.h"
#include "interfaces/rpc/wire/status.h"

namespace marquee::rpc {
namespace {

using std::chrono::milliseconds;

Attempt attempt(Status::Code code) {
    Attempt made;
    made.status.code = code;
    made.sent = true;
    made.took = milliseconds(200);
    return made;
}

std::string our_words() {
    return status_of(Error(ErrorCode::conflict, "what is wrong")).details;
}

Attempt refusal(const std::string& pushback) {
    Attempt refused = attempt(Status::resource_exhausted);
    refused.pushback = pushback;
    return refused;
}

TEST(AttemptOutcome, IsAnAnswerWhateverThePeerSays) {
    for (const auto code :
         {Status::ok, Status::not_found, Status::unimplemented, Status::resource_exhausted}) {
        EXPECT_EQ(outcome_of(attempt(code)), Outcome::answered) << code;
    }
    Attempt internal = attempt(Status::internal);
    internal.status = status_of(std::runtime_error("a mistake of its own"));
    EXPECT_EQ(outcome_of(internal), Outcome::answered);
}

TEST(AttemptOutcome, IsALossWhenNobodyAtTheOtherEndSaidIt) {
    for (const auto code : {Status::internal, Status::unknown, Status::data_loss}) {
        Attempt made = attempt(code);
        EXPECT_EQ(outcome_of(made), Outcome::lost) << code;
        made.status.details = "garbled";
        EXPECT_EQ(outcome_of(made), Outcome::lost) << code;
    }
}

TEST(AttemptOutcome, IsAnAnswerWhenAnErrorIsInIt) {
    for (const auto code : {Status::unavailable, Status::deadline_exceeded,
                            Status::resource_exhausted, Status::unknown}) {
        Attempt made = attempt(code);
        made.status.details = our_words();
        EXPECT_EQ(outcome_of(made), Outcome::answered) << code;
    }
}

TEST(AttemptOutcome, IsARefusalWhenThePeerSaysWhenToComeAgain) {
    Attempt made = refusal("20");
    EXPECT_EQ(outcome_of(made), Outcome::refused);

    made.status.details = our_words();
    EXPECT_EQ(outcome_of(made), Outcome::refused);
    made.status.code = Status::internal;
    EXPECT_EQ(outcome_of(made), Outcome::answered);
}

TEST(AttemptOutcome, IsALeavingWhenAPeerThatIsNotThereSaysWhenToComeAgain) {
    Attempt made = refusal("0");
    made.status.code = Status::unavailable;
    EXPECT_EQ(outcome_of(made), Outcome::leaving);
    made.status.details = our_words();
    EXPECT_EQ(outcome_of(made), Outcome::leaving);
    EXPECT_FALSE(costs_budget(Outcome::leaving));
}

TEST(AttemptOutcome, TellsWhatWasLostFromWhatWasNeverSent) {
    Attempt made = attempt(Status::unavailable);
    EXPECT_EQ(outcome_of(made), Outcome::lost);

    made.sent = false;
    EXPECT_EQ(outcome_of(made), Outcome::not_sent);
}

TEST(AttemptOutcome, BlamesACancellationOnWhoCancelled) {
    Attempt made = attempt(Status::cancelled);
    EXPECT_EQ(outcome_of(made), Outcome::lost);

    made.cancelled = true;
    EXPECT_EQ(outcome_of(made), Outcome::abandoned);
}

TEST(AttemptOutcome, BlamesNobodyForNotAnsweringInNoTime) {
    Attempt made = attempt(Status::deadline_exceeded);
    EXPECT_EQ(outcome_of(made), Outcome::timed_out);

    made.took = milliseconds(99);
    EXPECT_EQ(outcome_of(made), Outcome::abandoned);
}

TEST(AttemptOutcome, IsLatenessWhoeverSawFirstThatAShareWasOver) {
    Attempt made = attempt(Status::deadline_exceeded);
    made.shared = true;
    made.status.details = our_words();
    EXPECT_EQ(outcome_of(made), Outcome::timed_out);
}

TEST(AttemptShare, IsHalfOfWhatIsLeft) {
    const Call::Deadline now{std::chrono::hours(1)};
    EXPECT_EQ(share_of(now + milliseconds(3000), now), now + milliseconds(1500));
}

TEST(AttemptShare, IsAllWhereThatIsLittleOrEndless) {
    const Call::Deadline now{std::chrono::hours(1)};
    for (const int left : {-1, 0, 1, 399}) {
        EXPECT_EQ(share_of(now + milliseconds(left), now), now + milliseconds(left)) << left;
    }
    EXPECT_EQ(share_of(Call::Deadline::max(), now), Call::Deadline::max());
}

TEST(RetryAfter, GoesOnAtOnceWhenAShareOfTheTimeIsOver) {
    Attempt late = attempt(Status::deadline_exceeded);
    EXPECT_FALSE(retry_after({}, late, 1, true, true, 0.5));
    late.shared = true;
    EXPECT_EQ(retry_after({}, late, 1, true, true, 0.5), milliseconds(0));
    EXPECT_FALSE(retry_after({}, late, 1, false, true, 0.5));
    EXPECT_FALSE(retry_after({}, late, 3, true, true, 0.5));
}

TEST(RetryAfter, NeverRepeatsWhatIsNotRepeatableAndMayHaveBeenDone) {
    const Attempt lost = attempt(Status::unavailable);

    EXPECT_FALSE(retry_after({}, lost, 1, false, true, 0.5));
    EXPECT_TRUE(retry_after({}, lost, 1, true, true, 0.5));
}

TEST(RetryAfter, RepeatsWhatWasNotDone) {
    Attempt not_sent = attempt(Status::unavailable);
    not_sent.sent = false;

    EXPECT_EQ(retry_after({}, not_sent, 1, false, true, 0.5), milliseconds(0));
    EXPECT_EQ(retry_after({}, not_sent, 1, false, false, 0.5), milliseconds(10));
    EXPECT_TRUE(retry_after({}, refusal("0"), 1, false, true, 0.5));

    Attempt leaving = refusal("0");
    leaving.status.code = Status::unavailable;
    EXPECT_EQ(retry_after({}, leaving, 1, false, true, 0.5), milliseconds(0));
    EXPECT_EQ(retry_after({}, leaving, 1, false, false, 0.5), milliseconds(10));
}

TEST(RetryAfter, NeverRepeatsWhatWasAnsweredOrGivenUp) {
    for (const auto code : {Status::unimplemented, Status::not_found, Status::deadline_exceeded}) {
        EXPECT_FALSE(retry_after({}, attempt(code), 1, true, true, 0.5)) << code;
    }
    Attempt cancelled = attempt(Status::cancelled);
    cancelled.cancelled = true;
    EXPECT_FALSE(retry_after({}, cancelled, 1, true, true, 0.5));
}

TEST(RetryAfter, WaitsAnyTimeUpToTwiceAsLongEachTime) {
    RetryOptions options;
    options.attempts = 10;
    const Attempt lost = attempt(Status::unavailable);

    EXPECT_EQ(retry_after(options, lost, 1, true, true, 0), milliseconds(0));
    EXPECT_EQ(retry_after(options, lost, 1, true, true, 0.5), milliseconds(10));
    EXPECT_EQ(retry_after(options, lost, 2, true, true, 0.5), milliseconds(20));
    EXPECT_EQ(retry_after(options, lost, 3, true, true, 0.5), milliseconds(40));
    EXPECT_EQ(retry_after(options, lost, 9, true, true, 0.5), milliseconds(250));
}

TEST(RetryAfter, WaitsAsLongAsThePeerAsksFor) {
    EXPECT_EQ(retry_after({}, refusal("300"), 1, true, true, 0), milliseconds(300));
    EXPECT_EQ(retry_after({}, refusal("300"), 1, true, true, 0.5), milliseconds(310));
}

TEST(RetryAfter, DoesNotComeAgainWhenThePeerSaysSo) {
    for (const char* pushback : {"-1", "", "soon", "10s", "99999999999999999999"}) {
        EXPECT_FALSE(retry_after({}, refusal(pushback), 1, true, true, 0.5)) << pushback;
    }
}

TEST(RetryAfter, GivesUpAfterThreeAttempts) {
    const Attempt lost = attempt(Status::unavailable);

    EXPECT_TRUE(retry_after({}, lost, 2, true, true, 0.5));
    EXPECT_FALSE(retry_after({}, lost, 3, true, true, 0.5));
}

TEST(RetryAfter, CanBeSwitchedOff) {
    RetryOptions off;
    off.on = false;

    EXPECT_FALSE(retry_after(off, attempt(Status::unavailable), 1, true, true, 0.5));
}

}  // namespace
}  // namespace marquee::rpc
