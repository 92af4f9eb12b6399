#include "interfaces/http/form_fields.h"

#include <random>
#include <string>

#include "gtest/gtest.h"

#include "domain/shared/text.h"

namespace marquee::http {
namespace {

/// The fields, or "malformed".
FormFields fields_of(std::string_view body) {
    const auto parsed = parse_form(body);
    const auto* fields = std::get_if<FormFields>(&parsed);
    EXPECT_TRUE(fields) << body;
    return fields ? *fields : FormFields{{"malformed", ""}};
}

/// Why `body` is no form, or "" when it is one.
std::string fault_of(std::string_view body) {
    const auto parsed = parse_form(body);
    const auto* malformed = std::get_if<MalformedForm>(&parsed);
    return malformed ? malformed->why : "";
}

std::string encoded(std::string_view text) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string result;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        result += '%';
        result += kDigits[byte >> 4U];
        result += kDigits[byte & 15U];
    }
    return result;
}

TEST(FormFields, AreDecoded) {
    EXPECT_EQ(fields_of(""), FormFields());
    EXPECT_EQ(fields_of("a=1&b="), (FormFields{{"a", "1"}, {"b", ""}}));
    EXPECT_EQ(fields_of("a=b=c"), (FormFields{{"a", "b=c"}}));
    EXPECT_EQ(fields_of("a+b=c+%2b%2B%26%3d"), (FormFields{{"a b", "c ++&="}}));
    EXPECT_EQ(fields_of("n=%C5%BDofie&m=Žofie"), (FormFields{{"n", "Žofie"}, {"m", "Žofie"}}));
    EXPECT_EQ(fields_of("n=%00"), (FormFields{{"n", std::string(1, '\0')}}));
}

TEST(FormFields, AreRefusedWhereTheyCouldBeUnderstoodDifferently) {
    for (const char* body : {"&", "a=1&", "&a=1", "a=1&&b=2", "a", "=", "=1", "a=1&b"}) {
        EXPECT_EQ(fault_of(body), "the body has a part that is not name=value") << body;
    }
    for (const char* body : {"a=1&a=1", "a=1&b=2&a=3", "a=1&%61=2", "a=&a="}) {
        EXPECT_EQ(fault_of(body), "the body has a field more than once") << body;
    }
    for (const char* body : {"a=%", "a=%4", "a=%zz", "a=%+1", "a=%-1", "%=1", "a=%FF", "a=\xFF",
                             "a=%C0%80", "a=%ED%A0%80", "a=\xC5", "\xFF=1"}) {
        EXPECT_EQ(fault_of(body), "the body has a field that is not percent-encoded UTF-8") << body;
    }
}

TEST(FormFields, AreNotMoreThanAnybodyNeeds) {
    std::string body = "f0=";
    for (std::size_t i = 1; i < kMostFormFields; ++i) body += "&f" + std::to_string(i) + "=";
    EXPECT_EQ(fields_of(body).size(), kMostFormFields);
    EXPECT_EQ(fault_of(body + "&more="), "the body has too many fields");
}

TEST(FormFields, MayBeLong) {
    const std::string value(100'000, 'x');
    EXPECT_EQ(fields_of("password=" + value).at("password"), value);
}

TEST(FormFields, ComeBackAsTheyWereEncoded) {
    std::mt19937 random(4);
    std::uniform_int_distribution<int> size(0, 20);
    std::uniform_int_distribution<int> letter(0, 0x7F);
    const auto text = [&] {
        std::string result;
        for (int i = size(random); i > 0; --i) result += static_cast<char>(letter(random));
        return result + "é";
    };
    for (int round = 0; round < 2'000; ++round) {
        FormFields fields;
        std::string body;
        for (int i = size(random) % 5; i > 0; --i) fields.emplace(text(), text());
        for (const auto& [name, value] : fields) {
            body += (body.empty() ? "" : "&") + encoded(name) + "=" + encoded(value);
        }
        ASSERT_EQ(fields_of(body), fields) << body;
    }
}

TEST(FormFields, OfWhateverBytesAreFieldsInUtf8OrAFaultThatQuotesNothing) {
    constexpr std::string_view kBytes = "ab=&%+0fFZ;\xC3\xA9\xFF";
    std::mt19937 random(4);
    std::uniform_int_distribution<std::size_t> size(0, 24);
    std::uniform_int_distribution<std::size_t> byte(0, kBytes.size() - 1);
    int well_formed = 0;
    for (int round = 0; round < 50'000; ++round) {
        std::string body;
        for (std::size_t i = size(random); i > 0; --i) body += kBytes[byte(random)];
        const auto parsed = parse_form(body);
        if (const auto* malformed = std::get_if<MalformedForm>(&parsed)) {
            ASSERT_TRUE(malformed->why.starts_with("the body has ")) << body;
            continue;
        }
        ++well_formed;
        for (const auto& [name, value] : std::get<FormFields>(parsed)) {
            ASSERT_FALSE(name.empty()) << body;
            ASSERT_TRUE(code_points(name) && code_points(value)) << body;
        }
    }
    EXPECT_GT(well_formed, 1'000);
}

}  // namespace
}  // namespace marquee::http
