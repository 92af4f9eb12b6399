#include "interfaces/json/object_reader.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

#include "interfaces/json/json_body.h"

namespace marquee::json {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

std::vector<FieldError> findings(ObjectReader& reader) {
    try {
        reader.finish();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::invalid);
        return error.fields();
    }
    return {};
}

TEST(ObjectReader, ReadsEveryKindOfField) {
    const auto object = parse_object(
        R"({"t": "x", "n": 8, "f": 8.0, "yes": true, "no": false, "l": ["a", "b"], "m": {"k": "v", "gone": null},
            "w": "2026-01-02T03:04:05Z", "o": [{"name": "A"}, {"name": "B"}]})");
    ObjectReader reader(object);
    EXPECT_EQ(reader.text("t"), "x");
    EXPECT_EQ(reader.whole_number("n"), 8);
    EXPECT_EQ(reader.small_whole_number("f"), 8);
    EXPECT_EQ(reader.flag("yes"), true);
    EXPECT_EQ(reader.flag("no"), false);
    EXPECT_EQ(reader.flag("neither"), std::nullopt);
    EXPECT_THAT(reader.texts("l"), ElementsAre("a", "b"));
    EXPECT_THAT(reader.text_map("m"), ElementsAre(Pair("k", "v")));
    EXPECT_EQ(reader.time("w"), Timestamp(std::chrono::milliseconds(1767323045000)));
    std::vector<std::string> names;
    reader.objects("o", 2, [&](ObjectReader& element) {
        names.push_back(element.required_text("name").value());
    });
    EXPECT_THAT(names, ElementsAre("A", "B"));
    EXPECT_THAT(findings(reader), IsEmpty());
}

TEST(ObjectReader, TakesNullForAbsent) {
    const auto object = parse_object(R"({"t": null, "n": null, "l": null, "m": null, "o": null})");
    ObjectReader reader(object);
    EXPECT_EQ(reader.text("t"), std::nullopt);
    EXPECT_EQ(reader.whole_number("n"), std::nullopt);
    EXPECT_THAT(reader.texts("l"), IsEmpty());
    EXPECT_THAT(reader.text_map("m"), IsEmpty());
    reader.objects("o", 1, [](ObjectReader&) { FAIL(); });
    EXPECT_THAT(findings(reader), IsEmpty());
}

TEST(ObjectReader, TakesNothingButTrueAndFalseForAFlag) {
    const auto object = parse_object(R"({"a": 1, "b": "true", "c": [], "d": null})");
    ObjectReader reader(object);
    for (const char* name : {"a", "b", "c", "d"}) EXPECT_EQ(reader.flag(name), std::nullopt);
    const std::string why = "must be true or false";
    EXPECT_THAT(findings(reader),
                ElementsAre(FieldError{"a", why}, FieldError{"b", why}, FieldError{"c", why}));
}

TEST(ObjectReader, GathersEverythingThatIsWrong) {
    const auto object = parse_object(
        R"({"t": 1, "n": "8", "l": ["a", 2], "m": {"k": 3}, "w": "2026-13-01T00:00:00Z",
            "o": [{"name": 4}, 5, {"nome": "x"}], "created_at": null, "titel": "y"})");
    ObjectReader reader(object);
    reader.text("t");
    reader.whole_number("n");
    reader.texts("l");
    reader.text_map("m");
    reader.time("w");
    reader.objects("o", 3, [](ObjectReader& element) { element.required_text("name"); });
    reader.required_whole_number("missing");
    reader.forbid("created_at", "is read-only; leave it out");
    EXPECT_THAT(
        findings(reader),
        ElementsAre(FieldError{"t", "must be a string"}, FieldError{"n", "must be a whole number"},
                    FieldError{"l[1]", "must be a string"}, FieldError{"m.k", "must be a string"},
                    FieldError{"w", "must be a time such as 2026-11-20T12:00:00Z"},
                    FieldError{"o[0].name", "must be a string"},
                    FieldError{"o[1]", "must be an object"}, FieldError{"o[2].name", "is required"},
                    FieldError{"o[2].nome", "is not a field that exists here"},
                    FieldError{"missing", "is required"},
                    FieldError{"created_at", "is read-only; leave it out"},
                    FieldError{"titel", "is not a field that exists here"}));
}

TEST(ObjectReader, TakesWholeNumbersOnly) {
    for (const char* value : {"7.5", "\"8\"", "true", "[8]", "{}", "1e300", "9223372036854775808",
                              "123456789012345678901234567890"}) {
        const auto object = parse_object(std::string(R"({"n": )") + value + "}");
        ObjectReader reader(object);
        EXPECT_EQ(reader.whole_number("n"), std::nullopt) << value;
        EXPECT_THAT(findings(reader), ElementsAre(FieldError{"n", "must be a whole number"}))
            << value;
    }
}

TEST(ObjectReader, TakesTheLargestNumbersThereAre) {
    const auto object = parse_object(R"({"n": 9223372036854775807, "m": -9223372036854775808})");
    ObjectReader reader(object);
    EXPECT_EQ(reader.whole_number("n"), INT64_MAX);
    EXPECT_EQ(reader.whole_number("m"), INT64_MIN);
    EXPECT_EQ(reader.small_whole_number("n"), std::nullopt);
    EXPECT_THAT(findings(reader),
                ElementsAre(FieldError{"n", "must be a whole number of a sensible size"}));
}

TEST(ObjectReader, RefusesOtherTypesThanArraysAndObjects) {
    const auto object = parse_object(R"({"l": "a", "m": [], "o": {}})");
    ObjectReader reader(object);
    reader.texts("l");
    reader.text_map("m");
    reader.objects("o", 1, [](ObjectReader&) { FAIL(); });
    EXPECT_THAT(findings(reader), ElementsAre(FieldError{"l", "must be an array"},
                                              FieldError{"m", "must be an object"},
                                              FieldError{"o", "must be an array"}));
}

TEST(ObjectReader, ReadsNoneOfTooManyObjects) {
    const auto object = parse_object(R"({"o": [{}, {}, {}]})");
    ObjectReader reader(object);
    reader.objects("o", 2, [](ObjectReader&) { FAIL(); });
    EXPECT_THAT(findings(reader),
                ElementsAre(FieldError{"o", "must have at most 2 entries, not 3"}));
}

TEST(ObjectReader, BringsTextsIntoNfc) {
    const auto object = parse_object("{\"t\": \"Ame\xcc\x81lie\", \"l\": [\"e\xcc\x81\"]}");
    ObjectReader reader(object);
    EXPECT_EQ(reader.text("t"), "Am\xc3\xa9lie");
    EXPECT_THAT(reader.texts("l"), ElementsAre("\xc3\xa9"));
}

TEST(ObjectReader, PutsAValueObjectsComplaintWhereTheFieldIs) {
    const auto object = parse_object(R"({"o": [{"n": 1}]})");
    ObjectReader reader(object);
    reader.objects("o", 1, [](ObjectReader& element) {
        element.ignore("n");
        element.make("n", [] { throw invalid_field("score", "must be more"); });
    });
    EXPECT_THAT(findings(reader), ElementsAre(FieldError{"o[0].n", "must be more"}));
}

TEST(ObjectReader, LetsOtherFailuresThrough) {
    const nlohmann::json object = nlohmann::json::object();
    ObjectReader reader(object);
    EXPECT_THROW(reader.make("n", [] { throw std::runtime_error("no memory"); }),
                 std::runtime_error);
    EXPECT_THROW(reader.make("n", [] { throw Error(ErrorCode::conflict, "taken"); }), Error);
    EXPECT_THAT(findings(reader), IsEmpty());
}

TEST(ObjectReader, StopsGatheringWhereNobodyReadsOn) {
    nlohmann::json object;
    for (std::size_t i = 0; i < 200; ++i) object["f" + std::to_string(i)] = 1;
    ObjectReader reader(object);
    EXPECT_EQ(findings(reader).size(), ObjectReader::kMaxErrors);
}

}  // namespace
}  // namespace marquee::json
