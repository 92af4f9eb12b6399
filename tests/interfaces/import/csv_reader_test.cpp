#include "interfaces/import/csv_reader.h"

#include <random>
#include <sstream>
#include <utility>

#include "gtest/gtest.h"

namespace marquee::movielens {
namespace {

using Fields = std::vector<std::string>;

std::vector<CsvRow> read(const std::string& text) {
    std::istringstream input(text);
    CsvReader reader(input);
    std::vector<CsvRow> rows;
    for (CsvRow row; reader.next(row);) rows.push_back(row);
    EXPECT_EQ(reader.bytes(), text.size());
    return rows;
}

Fields only_row(const std::string& text) {
    const auto rows = read(text);
    if (rows.size() != 1) {
        ADD_FAILURE() << rows.size() << " rows in " << text;
        return {};
    }
    EXPECT_EQ(rows[0].problem, std::nullopt) << text;
    return rows[0].fields;
}

std::string problem_of(const std::string& text) {
    const auto rows = read(text);
    return rows.empty() ? "no row" : rows.front().problem.value_or("no problem");
}

TEST(CsvReader, SplitsFieldsAtCommas) {
    EXPECT_EQ(only_row("a,b,c\n"), (Fields{"a", "b", "c"}));
    EXPECT_EQ(only_row(",,\n"), (Fields{"", "", ""}));
    EXPECT_EQ(only_row("a, b \n"), (Fields{"a", " b "}));
}

TEST(CsvReader, TakesQuotedFieldsWhole) {
    EXPECT_EQ(only_row("\"a,b\",c\n"), (Fields{"a,b", "c"}));
    EXPECT_EQ(only_row("\"\",\"\"\n"), (Fields{"", ""}));
    EXPECT_EQ(only_row("1,\"say \"\"hi\"\", you\"\n"), (Fields{"1", "say \"hi\", you"}));
    EXPECT_EQ(only_row("\"\"\"\"\n"), (Fields{"\""}));
}

TEST(CsvReader, KeepsLineBreaksInQuotes) {
    EXPECT_EQ(only_row("\"a\nb\r\nc\",d\n"), (Fields{"a\nb\r\nc", "d"}));
}

TEST(CsvReader, EndsLinesAtLfAndCrLf) {
    const auto rows = read("a,b\r\n\"c\",\"d\"\r\ne,f\n");
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_EQ(rows[0].fields, (Fields{"a", "b"}));
    EXPECT_EQ(rows[1].fields, (Fields{"c", "d"}));
    EXPECT_EQ(rows[2].fields, (Fields{"e", "f"}));
}

TEST(CsvReader, ReadsALastLineWithoutAnEnd) {
    EXPECT_EQ(only_row("a,b"), (Fields{"a", "b"}));
    EXPECT_EQ(only_row("a,\"b\""), (Fields{"a", "b"}));
    EXPECT_EQ(only_row("a,"), (Fields{"a", ""}));
    EXPECT_EQ(only_row("a,b\r"), (Fields{"a", "b"}));
}

TEST(CsvReader, FindsNoRowInNothing) {
    EXPECT_TRUE(read("").empty());
    EXPECT_TRUE(read("\n\r\n\n").empty());
    EXPECT_TRUE(read("\xEF\xBB\xBF").empty());
}

TEST(CsvReader, PassesOverAByteOrderMarkOnlyAtTheStart) {
    const auto rows = read(
        "\xEF\xBB\xBF"
        "a\n\xEF\xBB\xBF"
        "b\n");
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].fields, (Fields{"a"}));
    EXPECT_EQ(rows[1].fields, (Fields{"\xEF\xBB\xBF"
                                      "b"}));
}

TEST(CsvReader, NumbersRowsByTheirFirstLine) {
    const auto rows = read("a\n\n\"b\nb\nb\"\nc\r\n\r\nd");
    ASSERT_EQ(rows.size(), 4U);
    EXPECT_EQ(rows[0].line, 1);
    EXPECT_EQ(rows[1].line, 3);
    EXPECT_EQ(rows[2].line, 6);
    EXPECT_EQ(rows[3].line, 8);
}

TEST(CsvReader, ReportsMisplacedQuotesAndReadsOn) {
    EXPECT_EQ(problem_of("ab\"c\"\n"), "a quote inside a field that does not start with one");
    EXPECT_EQ(problem_of("\"ab\"c\n"), "text after a field's closing quote");
    EXPECT_EQ(problem_of("\"ab\"\rc\n"), "text after a field's closing quote");
    const auto rows = read("\"ab\"c,\"\nd,e\n");
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[1].problem, std::nullopt);
    EXPECT_EQ(rows[1].fields, (Fields{"d", "e"}));
    EXPECT_EQ(rows[1].line, 2);
}

TEST(CsvReader, ReportsAnUnterminatedQuoteWhereItsRowStarts) {
    const auto rows = read("a\n1,\"b\nc,d\n");
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[1].line, 2);
    EXPECT_EQ(rows[1].problem,
              "a quoted field without its closing quote before the end of the file");
}

TEST(CsvReader, TakesARowOfTheGreatestSize) {
    const std::string most(CsvReader::kMaxRow, 'x');
    EXPECT_EQ(only_row(most + "\n"), (Fields{most}));
}

TEST(CsvReader, SkipsALongerRowToItsEnd) {
    const std::string longer(CsvReader::kMaxRow + 1, 'x');
    for (const std::string& row :
         {longer, "\"" + longer + "\n,\"\"\n\"", std::string("a,") + longer}) {
        const auto rows = read(row + "\nb\n");
        ASSERT_EQ(rows.size(), 2U);
        EXPECT_EQ(rows[0].problem, "longer than 1048576 bytes");
        EXPECT_EQ(rows[1].fields, (Fields{"b"}));
    }
}

TEST(CsvReader, DoesNotHandOnFieldsOfTheRowBefore) {
    std::istringstream input("a,b,c\nd\n");
    CsvReader reader(input);
    CsvRow row;
    ASSERT_TRUE(reader.next(row));
    ASSERT_TRUE(reader.next(row));
    EXPECT_EQ(row.fields, (Fields{"d"}));
    EXPECT_FALSE(reader.next(row));
    EXPECT_FALSE(reader.next(row));
}

std::string written(const Fields& fields, bool quote_all) {
    std::string text;
    for (const auto& field : fields) {
        if (&field != &fields.front()) text += ',';
        if (!quote_all && field.find_first_of(",\"\r\n") == std::string::npos) {
            text += field;
            continue;
        }
        text += '"';
        for (const char c : field) text += c == '"' ? std::string("\"\"") : std::string(1, c);
        text += '"';
    }
    return text;
}

TEST(CsvReader, ReadsBackWhateverIsWrittenProperly) {
    std::mt19937 random(20240501);
    const std::string letters = "ab,\"\r\n \xC3\xA9";
    for (int round = 0; round < 300; ++round) {
        std::vector<Fields> expected;
        std::string text;
        for (unsigned row = 0; row < 1 + random() % 5; ++row) {
            Fields fields{"start"};
            for (auto count = random() % 4; count > 0; --count) {
                auto& field = fields.emplace_back();
                for (auto size = random() % 6; size > 0; --size) {
                    field += letters[random() % letters.size()];
                }
            }
            text += written(fields, random() % 2 == 0) + (random() % 2 == 0 ? "\n" : "\r\n");
            expected.push_back(std::move(fields));
        }
        const auto rows = read(text);
        ASSERT_EQ(rows.size(), expected.size()) << text;
        for (std::size_t i = 0; i < rows.size(); ++i)
            EXPECT_EQ(rows[i].fields, expected[i]) << text;
    }
}

TEST(CsvReader, SurvivesAnyBytes) {
    std::mt19937 random(7);
    for (int round = 0; round < 2'000; ++round) {
        std::string text;
        for (auto size = random() % 200; size > 0; --size) {
            // Mostly what means something to the reader.
            text += random() % 2 == 0 ? "\",\r\n"[random() % 4] : static_cast<char>(random() % 256);
        }
        std::int64_t line = 0;
        for (const auto& row : read(text)) {
            EXPECT_GT(row.line, line);
            EXPECT_TRUE(row.problem || !row.fields.empty());
            line = row.line;
        }
    }
}

}  // namespace
}  // namespace marquee::movielens
