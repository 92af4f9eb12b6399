#include "interfaces/json/binary_form.h"

#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

#include "domain/shared/error.h"
#include "interfaces/json/json_body.h"

namespace marquee::json {
namespace {

using testing::HasSubstr;
using document = nlohmann::ordered_json;

std::string bytes(std::initializer_list<int> values) {
    std::string result;
    for (const int value : values) result += static_cast<char>(value);
    return result;
}

/// How a body was refused; a failure when it was taken.
Error refusal(const std::string& body, BinaryForm form) {
    try {
        const std::string text = json_text_of(body, form);
        ADD_FAILURE() << "taken as " << text.substr(0, 80);
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::invalid);
        return error;
    }
    return invalid_field("", "");
}

std::string why_cbor(const std::string& body) {
    const Error error = refusal(body, BinaryForm::cbor);
    return error.fields().empty() ? error.what()
                                  : error.fields()[0].field + " " + error.fields()[0].message;
}

std::string why_msgpack(const std::string& body) {
    const Error error = refusal(body, BinaryForm::msgpack);
    return error.fields().empty() ? error.what()
                                  : error.fields()[0].field + " " + error.fields()[0].message;
}

/// Something of everything that JSON has.
const char* const kEverything =
    R"({"title":"Amélie","year":2001,"low":-9223372036854775808,"high":18446744073709551615,)"
    R"("mean":8.858,"half":0.5,"yes":true,"no":false,"none":null,"empty":{},"nothing":[],)"
    R"("cast":[{"name":"Audrey Tautou","role":"Amélie"},[[-1,-300,70000]]],"":"no name"})";

std::string encoded(BinaryForm form) {
    return binary_of(kEverything, form).value();
}

TEST(BinaryForm, SaysTheSameAsJson) {
    for (const auto form : {BinaryForm::cbor, BinaryForm::msgpack}) {
        EXPECT_EQ(document::parse(json_text_of(encoded(form), form)).dump(),
                  nlohmann::json::parse(kEverything).dump());
    }
    EXPECT_EQ(document::from_cbor(encoded(BinaryForm::cbor)).dump(), kEverything);
    EXPECT_EQ(document::from_msgpack(encoded(BinaryForm::msgpack)).dump(), kEverything);
}

TEST(BinaryForm, IsNotMadeOfWhatIsNoJson) {
    for (const char* text : {"", "{", "{} {}", "hello"}) {
        EXPECT_EQ(binary_of(text, BinaryForm::cbor), std::nullopt) << text;
        EXPECT_EQ(binary_of(text, BinaryForm::msgpack), std::nullopt) << text;
    }
}

TEST(BinaryForm, TakesWhatStreamingWritersSend) {
    // {_ "a": (_ "x", "y"), "b": [_ 1]}
    const std::string body = bytes(
        {0xBF, 0x61, 'a', 0x7F, 0x61, 'x', 0x61, 'y', 0xFF, 0x61, 'b', 0x9F, 0x01, 0xFF, 0xFF});
    EXPECT_EQ(json_text_of(body, BinaryForm::cbor), R"({"a":"xy","b":[1]})");
}

TEST(BinaryForm, RefusesWhatJsonHasNot) {
    EXPECT_EQ(why_cbor(bytes({0xA1, 0x61, 'a', 0x41, 0x00})),
              "a must be something that JSON has; bytes and extensions are not");
    EXPECT_EQ(why_cbor(bytes({0xA1, 0x61, 'a', 0x5F, 0x41, 0x00, 0xFF})),
              "a must be something that JSON has; bytes and extensions are not");
    EXPECT_EQ(why_msgpack(bytes({0x81, 0xA1, 'a', 0xC4, 0x01, 0x00})),
              "a must be something that JSON has; bytes and extensions are not");
    for (const int fixext : {0xD4, 0xD5, 0xD6, 0xD7, 0xD8}) {
        const std::string data(17, '\0');
        EXPECT_THAT(why_msgpack(bytes({0x91, fixext, 0xFF}) + data), HasSubstr("[0] must be"));
    }
    EXPECT_THAT(why_cbor(bytes({0xC0, 0x60})), HasSubstr("byte 1: no value that JSON has"));
    EXPECT_THAT(why_cbor(bytes({0xF7})), HasSubstr("no value that JSON has"));
    EXPECT_THAT(why_cbor(bytes({0x81, 0xFF})), HasSubstr("no value that JSON has"));
    EXPECT_THAT(why_cbor(bytes({0xA1, 0x01, 0x02})), HasSubstr("only texts name fields"));
    EXPECT_THAT(why_msgpack(bytes({0x81, 0x01, 0x02})), HasSubstr("only texts name fields"));
    EXPECT_THAT(why_msgpack(bytes({0xC1})), HasSubstr("no value that JSON has"));
}

TEST(BinaryForm, RefusesNumbersThatJsonHasNot) {
    for (const double value : {std::nan(""), std::numeric_limits<double>::infinity(),
                               -std::numeric_limits<double>::infinity()}) {
        std::string cbor;
        std::string msgpack;
        nlohmann::json::to_cbor({{"score", value}}, cbor);
        nlohmann::json::to_msgpack({{"score", value}}, msgpack);
        EXPECT_EQ(why_cbor(cbor), "score must be a number, not infinity or NaN");
        EXPECT_EQ(why_msgpack(msgpack), "score must be a number, not infinity or NaN");
    }
    EXPECT_THAT(why_cbor(bytes({0x81, 0xF9, 0x7E, 0x00})), HasSubstr("not infinity or NaN"));
    // The parser would take -2^64 for 0, and -2^64 + 7 for 7.
    EXPECT_THAT(why_cbor(bytes({0x3B, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF})),
                HasSubstr("an integer below -2^63"));
    EXPECT_EQ(json_text_of(bytes({0x3B, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}),
                           BinaryForm::cbor),
              "-9223372036854775808");
}

TEST(BinaryForm, HoldsTextsToUtf8) {
    EXPECT_EQ(why_cbor(bytes({0xA1, 0x61, 'a', 0x61, 0xFF})), "a must be valid UTF-8");
    EXPECT_EQ(why_msgpack(bytes({0x81, 0xA1, 'a', 0xA1, 0xFF})), "a must be valid UTF-8");
    EXPECT_THAT(why_cbor(bytes({0xA1, 0x61, 0xFF, 0x01})), HasSubstr("must be valid UTF-8"));
    EXPECT_THAT(why_msgpack(bytes({0x81, 0xA1, 0xC0, 0x01})), HasSubstr("must be valid UTF-8"));
    EXPECT_EQ(json_text_of(bytes({0x81, 0x61, 0x00}), BinaryForm::cbor), R"(["\u0000"])");
}

TEST(BinaryForm, RefusesAFieldGivenTwice) {
    EXPECT_EQ(why_cbor(bytes({0xA2, 0x61, 'a', 0x01, 0x61, 'a', 0x02})), "a is given twice");
    EXPECT_EQ(why_msgpack(bytes({0x82, 0xA1, 'a', 0x01, 0xA1, 'a', 0x02})), "a is given twice");
}

TEST(BinaryForm, RefusesWhatIsTooDeepOrTooMany) {
    const auto deep = [](int opening, std::size_t depth) {
        return std::string(depth, static_cast<char>(opening)) + bytes({0x01});
    };
    EXPECT_NO_THROW(json_text_of(deep(0x81, kMaxDepth), BinaryForm::cbor));
    EXPECT_NO_THROW(json_text_of(deep(0x91, kMaxDepth), BinaryForm::msgpack));
    for (const std::size_t depth : {kMaxDepth + 1, std::size_t{1} << 20U}) {
        EXPECT_THAT(why_cbor(deep(0x81, depth)), HasSubstr("nested more than 32 deep"));
        EXPECT_THAT(why_cbor(deep(0x9F, depth)), HasSubstr("nested more than 32 deep"));
        EXPECT_THAT(why_msgpack(deep(0x91, depth)), HasSubstr("nested more than 32 deep"));
    }
    const std::string many(kMaxValues, '\x01');
    EXPECT_THAT(why_cbor(bytes({0x9F}) + many), HasSubstr("more than 200000 values"));
    EXPECT_THAT(why_msgpack(bytes({0xDD, 0x00, 0x03, 0x0D, 0x40}) + many),
                HasSubstr("more than 200000 values"));
}

TEST(BinaryForm, RefusesTextsInPiecesInPieces) {
    for (const int opening : {0x7F, 0x5F}) {
        for (const std::size_t depth : {std::size_t{2}, std::size_t{4} << 20U}) {
            EXPECT_THAT(why_cbor(std::string(depth, static_cast<char>(opening))),
                        HasSubstr("of known length"));
        }
        std::string with_empty_pieces;
        for (int i = 0; i < 1'000'000; ++i) {
            with_empty_pieces += static_cast<char>(opening);
            with_empty_pieces += static_cast<char>(opening - 0x1F);
        }
        EXPECT_THAT(why_cbor(with_empty_pieces), HasSubstr("of known length"));
    }
    EXPECT_THAT(why_cbor(bytes({0x7F, 0x41, 'a', 0xFF})), HasSubstr("of its kind"));
}

TEST(BinaryForm, RefusesLengthsBeyondTheBody) {
    for (const int kind : {0x5B, 0x7B, 0x9B, 0xBB}) {
        for (const int byte : {0x00, 0x7F, 0xFF}) {
            EXPECT_THAT(
                why_cbor(bytes({kind, byte, byte, byte, byte, byte, byte, byte, 0xFF, 0x01, 0xFF})),
                HasSubstr("byte 9: it ends too early: a length is larger"))
                << kind << " " << byte;
        }
    }
    for (const int kind : {0xC6, 0xC9, 0xDB, 0xDD, 0xDF}) {
        EXPECT_THAT(why_msgpack(bytes({kind, 0xFF, 0xFF, 0xFF, 0xFF, 0xA1})),
                    testing::AnyOf(HasSubstr("it ends too early"), HasSubstr("must be something")))
            << kind;
    }
}

TEST(BinaryForm, RefusesBytesAfterItsEnd) {
    for (const std::string& rest : {bytes({0x00}), bytes({0xA0}), bytes({0xFF}), bytes({0x0A})}) {
        EXPECT_THAT(why_cbor(encoded(BinaryForm::cbor) + rest), HasSubstr("something follows"));
        EXPECT_THAT(why_msgpack(encoded(BinaryForm::msgpack) + rest),
                    HasSubstr("something follows"));
    }
}

TEST(BinaryForm, RefusesEveryTruncation) {
    for (const auto form : {BinaryForm::cbor, BinaryForm::msgpack}) {
        const std::string whole = encoded(form);
        for (std::size_t length = 0; length < whole.size(); ++length) {
            EXPECT_THAT(refusal(whole.substr(0, length), form).what(),
                        HasSubstr("it ends too early"))
                << length;
        }
    }
}

/// Whatever the bytes are, the outcome is Error(invalid) or text that parses.
void expect_text_or_refusal(const std::string& body, BinaryForm form) {
    try {
        EXPECT_TRUE(nlohmann::json::accept(json_text_of(body, form)));
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::invalid);
    }
}

TEST(BinaryForm, SurvivesAnyBytes) {
    std::mt19937 random(20240607);
    std::uniform_int_distribution<int> byte(0, 255);
    std::uniform_int_distribution<std::size_t> length(0, 64);
    for (int round = 0; round < 20'000; ++round) {
        std::string body(length(random), '\0');
        for (char& c : body) c = static_cast<char>(byte(random));
        expect_text_or_refusal(body, BinaryForm::cbor);
        expect_text_or_refusal(body, BinaryForm::msgpack);
    }
}

TEST(BinaryForm, SurvivesChangesOfEveryByte) {
    for (const auto form : {BinaryForm::cbor, BinaryForm::msgpack}) {
        const std::string whole = encoded(form);
        for (std::size_t at = 0; at < whole.size(); ++at) {
            std::string changed = whole;
            for (int value = 0; value < 256; value += 5) {
                changed[at] = static_cast<char>(value);
                expect_text_or_refusal(changed, form);
            }
        }
    }
}

}  // namespace
}  // namespace marquee::json
