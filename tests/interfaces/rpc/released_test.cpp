#include <fstream>
#include <functional>
#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>
#include <iterator>

#include "tests/interfaces/rpc/breaking_changes.h"

namespace marquee::rpc {
namespace {

using google::protobuf::DescriptorProto;
using google::protobuf::FieldDescriptorProto;
using google::protobuf::FileDescriptorProto;
using google::protobuf::FileDescriptorSet;
using google::protobuf::MethodDescriptorProto;
using google::protobuf::MethodOptions;
using google::protobuf::TextFormat;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* kReleased =
    MARQUEE_SOURCE_DIR "/tests/interfaces/rpc/released/marquee_v1.txtpb";

std::string content_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    EXPECT_TRUE(file) << path << " can't be read";
    return {std::istreambuf_iterator<char>(file), {}};
}

FileDescriptorSet released_files() {
    FileDescriptorSet files;
    EXPECT_TRUE(TextFormat::ParseFromString(content_of(kReleased), &files));
    return files;
}

/// As protoc reads them from the tree.
FileDescriptorSet current_files() {
    FileDescriptorSet files;
    EXPECT_TRUE(files.ParseFromString(content_of(MARQUEE_CONTRACTS)));
    return files;
}

TEST(ReleasedContracts, AreOnlyAddedTo) {
    EXPECT_THAT(BreakingChanges::between(released_files(), current_files()), IsEmpty())
        << "Other processes and programs were made by what is in\n"
        << kReleased
        << "\nand are not to break: add what is new, and leave what is there. If that was never "
           "in a release, run scripts/release_protos, which takes what is there now for released.";
}

TEST(ReleasedContracts, AreKept) {
    const auto released = released_files();
    std::vector<std::string> kept;
    for (const auto& file : released.file()) kept.push_back(file.name());
    EXPECT_THAT(kept, testing::IsSupersetOf({"marquee/v1/metadata.proto", "marquee/v1/rating.proto",
                                             "marquee/v1/shared.proto"}));
}

TEST(ReleasedContracts, AreAllOfOnePackage) {
    const auto current = current_files();
    EXPECT_GE(current.file_size(), 3);
    for (const auto& file : current.file()) {
        EXPECT_EQ(file.package(), "marquee.v1") << file.name();
    }
}

/// One file to break.
FileDescriptorSet example() {
    FileDescriptorSet files;
    EXPECT_TRUE(TextFormat::ParseFromString(
        R"(file { name: "a.proto" package: "p" syntax: "proto3"
          message_type { name: "Ask"
            field { name: "id" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
            field { name: "at" number: 2 type: TYPE_INT32 label: LABEL_OPTIONAL
                    proto3_optional: true oneof_index: 1 }
            field { name: "one" number: 3 type: TYPE_INT64 label: LABEL_OPTIONAL oneof_index: 0 }
            field { name: "kind" number: 4 type: TYPE_ENUM type_name: ".p.Ask.Kind"
                    label: LABEL_OPTIONAL }
            nested_type { name: "Part"
              field { name: "x" number: 1 type: TYPE_BYTES label: LABEL_REPEATED } }
            enum_type { name: "Kind" value { name: "NONE" number: 0 } value { name: "SOME" number: 1 } }
            oneof_decl { name: "either" } oneof_decl { name: "_at" } }
          message_type { name: "Answer" }
          enum_type { name: "Top" value { name: "FIRST" number: 0 } }
          service { name: "S"
            method { name: "Read" input_type: ".p.Ask" output_type: ".p.Answer"
                     options { idempotency_level: NO_SIDE_EFFECTS } }
            method { name: "Put" input_type: ".p.Ask" output_type: ".p.Answer"
                     options { idempotency_level: IDEMPOTENT } }
            method { name: "Do" input_type: ".p.Ask" output_type: ".p.Answer" } } })",
        &files));
    return files;
}

/// A change of the file, and what is said about it.
struct Break {
    std::function<void(FileDescriptorProto&)> change;
    std::vector<std::string> sentences;
};

DescriptorProto& ask(FileDescriptorProto& file) {
    return *file.mutable_message_type(0);
}

FieldDescriptorProto& field(FileDescriptorProto& file, int index) {
    return *ask(file).mutable_field(index);
}

MethodDescriptorProto& method(FileDescriptorProto& file, int index) {
    return *file.mutable_service(0)->mutable_method(index);
}

std::vector<Break> planted_in_messages() {
    return {
        {[](auto& f) { ask(f).mutable_field()->DeleteSubrange(0, 1); }, {"field p.Ask.id is gone"}},
        {[](auto& f) { field(f, 0).set_name("name"); }, {"field p.Ask.id is gone"}},
        {[](auto& f) { field(f, 0).set_number(9); }, {"field p.Ask.id: number was 1, is 9"}},
        {[](auto& f) { field(f, 0).set_type(FieldDescriptorProto::TYPE_BYTES); },
         {"field p.Ask.id: type was TYPE_STRING, is TYPE_BYTES"}},
        {[](auto& f) { field(f, 3).set_type_name(".p.Top"); },
         {"field p.Ask.kind: type was TYPE_ENUM.p.Ask.Kind, is TYPE_ENUM.p.Top"}},
        {[](auto& f) { field(f, 0).set_label(FieldDescriptorProto::LABEL_REPEATED); },
         {"field p.Ask.id: label was LABEL_OPTIONAL, is LABEL_REPEATED"}},
        {[](auto& f) {
             field(f, 1).clear_proto3_optional();
             field(f, 1).clear_oneof_index();
         },
         {"field p.Ask.at: presence was optional, is implied"}},
        {[](auto& f) { field(f, 2).clear_oneof_index(); },
         {"field p.Ask.one: oneof was either, is none"}},
        {[](auto& f) { field(f, 0).set_oneof_index(0); },
         {"field p.Ask.id: oneof was none, is either"}},
        {[](auto& f) { ask(f).mutable_nested_type(0)->mutable_field(0)->set_number(2); },
         {"field p.Ask.Part.x: number was 1, is 2"}},
        {[](auto& f) { ask(f).clear_nested_type(); },
         {"field p.Ask.Part.x is gone", "type p.Ask.Part is gone"}},
        {[](auto& f) { ask(f).mutable_enum_type(0)->mutable_value()->RemoveLast(); },
         {"enum value p.Ask.Kind.SOME is gone"}},
        {[](auto& f) { ask(f).mutable_enum_type(0)->mutable_value(1)->set_number(2); },
         {"enum value p.Ask.Kind.SOME: number was 1, is 2"}},
        {[](auto& f) { f.mutable_message_type()->RemoveLast(); }, {"type p.Answer is gone"}},
        {[](auto& f) { f.clear_enum_type(); },
         {"enum value p.Top.FIRST is gone", "type p.Top is gone"}},
    };
}

std::vector<Break> planted_in_services() {
    return {
        {[](auto& f) { f.clear_service(); },
         {"method p.S.Do is gone", "method p.S.Put is gone", "method p.S.Read is gone",
          "service p.S is gone"}},
        {[](auto& f) { f.mutable_service(0)->mutable_method()->RemoveLast(); },
         {"method p.S.Do is gone"}},
        {[](auto& f) { method(f, 2).set_input_type(".p.Answer"); },
         {"method p.S.Do: request was .p.Ask, is .p.Answer"}},
        {[](auto& f) { method(f, 2).set_output_type(".p.Ask"); },
         {"method p.S.Do: answer was .p.Answer, is .p.Ask"}},
        {[](auto& f) { method(f, 2).set_server_streaming(true); },
         {"method p.S.Do: stream of answers was no, is yes"}},
        {[](auto& f) { method(f, 2).set_client_streaming(true); },
         {"method p.S.Do: stream of requests was no, is yes"}},
        {[](auto& f) { method(f, 1).clear_options(); },
         {"method p.S.Put: repeatable was yes, is no"}},
        {[](auto& f) {
             method(f, 0).mutable_options()->set_idempotency_level(MethodOptions::IDEMPOTENT);
         },
         {"method p.S.Read: without side effects was yes, is no"}},
    };
}

TEST(ReleasedContracts, AreHeldAgainstEachPlantedBreak) {
    auto planted = planted_in_messages();
    for (auto& more : planted_in_services()) planted.push_back(std::move(more));
    for (const auto& plant : planted) {
        auto current = example();
        plant.change(*current.mutable_file(0));
        EXPECT_EQ(BreakingChanges::between(example(), current), plant.sentences);
    }
}

TEST(ReleasedContracts, AreMissedWithTheirWholeFile) {
    EXPECT_THAT(BreakingChanges::between(example(), {}), testing::SizeIs(17));
}

TEST(ReleasedContracts, MayBeAddedTo) {
    auto current = example();
    auto& file = *current.mutable_file(0);
    auto& added = *ask(file).add_field();
    added.set_name("added");
    added.set_number(10);
    auto& value = *file.mutable_enum_type(0)->add_value();
    value.set_name("SECOND");
    value.set_number(1);
    auto& more = *file.mutable_service(0)->add_method();
    more.set_name("More");
    method(file, 2).mutable_options()->set_idempotency_level(MethodOptions::IDEMPOTENT);
    method(file, 1).mutable_options()->set_idempotency_level(MethodOptions::NO_SIDE_EFFECTS);
    file.add_message_type()->set_name("New");
    current.add_file()->set_name("b.proto");
    // What moves to another file is still there.
    auto& moved = *current.add_file();
    moved.set_package("p");
    *moved.add_message_type() = file.message_type(1);
    file.mutable_message_type()->DeleteSubrange(1, 1);
    EXPECT_THAT(BreakingChanges::between(example(), current), IsEmpty());
}

}  // namespace
}  // namespace marquee::rpc
