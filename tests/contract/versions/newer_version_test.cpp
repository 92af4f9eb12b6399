#include "tests/support/newer_version.h"

#include <algorithm>
#include <functional>
#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>
#include <regex>
#include <string>
#include <utility>
#include <vector>

#include "infrastructure/discovery/static_source.h"
#include "infrastructure/rpc/peer_channel.h"
#include "interfaces/rpc/rpc_server.h"
#include "interfaces/rpc/rpc_server_options.h"
#include "interfaces/rpc/wire/direct_channel.h"
#include "interfaces/rpc/wire/json_call.h"
#include "marquee/v1/events.pb.h"
#include "tests/contract/versions/all_methods.h"
#include "tests/support/thrown.h"

namespace marquee::rpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::FieldDescriptorProto;
using google::protobuf::FileDescriptor;
using google::protobuf::FileDescriptorProto;
using google::protobuf::Message;
using google::protobuf::MessageFactory;
using google::protobuf::util::MessageDifferencer;
using test::AllMethods;
using test::NewerClient;
using test::NewerVersion;
using testing::UnorderedElementsAreArray;

std::vector<const FileDescriptor*> files() {
    std::vector<const FileDescriptor*> found;
    for (const char* name :
         {"events", "gateway", "identity", "metadata", "process", "rating", "shared"}) {
        found.push_back(DescriptorPool::generated_pool()->FindFileByName(
            "marquee/v1/" + std::string(name) + ".proto"));
    }
    return found;
}

void add_types(const Descriptor& type, std::vector<const Descriptor*>& types) {
    if (type.options().map_entry()) return;
    types.push_back(&type);
    for (int i = 0; i < type.nested_type_count(); ++i) add_types(*type.nested_type(i), types);
}

/// Every message that there is.
std::vector<const Descriptor*> message_types() {
    std::vector<const Descriptor*> types;
    for (const auto* file : files()) {
        for (int i = 0; i < file->message_type_count(); ++i) {
            add_types(*file->message_type(i), types);
        }
    }
    return types;
}

std::unique_ptr<Message> message_of(const Descriptor& type) {
    return std::unique_ptr<Message>(
        MessageFactory::generated_factory()->GetPrototype(&type)->New());
}

void fill_all(Message& message);

/// With a value that is not the default; in a choice, the last case remains.
void fill(Message& message, const FieldDescriptor& field) {
    const auto& access = *message.GetReflection();
    const bool many = field.is_repeated();
    switch (field.cpp_type()) {
        case FieldDescriptor::CPPTYPE_STRING:
            many ? access.AddString(&message, &field, "x")
                 : access.SetString(&message, &field, "x");
            return;
        case FieldDescriptor::CPPTYPE_INT32:
            many ? access.AddInt32(&message, &field, 7) : access.SetInt32(&message, &field, 7);
            return;
        case FieldDescriptor::CPPTYPE_INT64:
            many ? access.AddInt64(&message, &field, -7) : access.SetInt64(&message, &field, -7);
            return;
        case FieldDescriptor::CPPTYPE_UINT32:
            access.SetUInt32(&message, &field, 7);
            return;
        case FieldDescriptor::CPPTYPE_BOOL:
            access.SetBool(&message, &field, true);
            return;
        case FieldDescriptor::CPPTYPE_DOUBLE:
            access.SetDouble(&message, &field, 0.1);
            return;
        case FieldDescriptor::CPPTYPE_ENUM:
            access.SetEnumValue(&message, &field, 1);
            return;
        case FieldDescriptor::CPPTYPE_MESSAGE:
            fill_all(many ? *access.AddMessage(&message, &field)
                          : *access.MutableMessage(&message, &field));
            return;
        default:
            FAIL() << field.full_name() << " is of a type that there was not before";
    }
}

void fill_all(Message& message) {
    const auto& type = *message.GetDescriptor();
    for (int i = 0; i < type.field_count(); ++i) fill(message, *type.field(i));
}

TEST(NewerVersionTest, AddsToEveryMessage) {
    const auto types = message_types();
    EXPECT_GT(types.size(), 40u);
    for (const auto* type : types) {
        const auto newer = NewerVersion::compatible().like(*message_of(*type));
        EXPECT_GE(newer->GetDescriptor()->field_count(), type->field_count() + 4);
        EXPECT_EQ(newer->GetDescriptor()->real_oneof_decl_count(), type->real_oneof_decl_count());
    }
}

TEST(NewerVersionTest, IsReadHereFieldByField) {
    for (const auto* type : message_types()) {
        const auto said = message_of(*type);
        fill_all(*said);
        const auto read = message_of(*type);
        ASSERT_TRUE(
            read->ParseFromString(NewerVersion::compatible().widened(*said)->SerializeAsString()));
        EXPECT_FALSE(read->GetReflection()->GetUnknownFields(*read).empty()) << type->full_name();
        read->DiscardUnknownFields();
        EXPECT_TRUE(MessageDifferencer::Equals(*read, *said)) << type->full_name();
    }
}

TEST(NewerVersionTest, ReadsWhatIsSaidHereFieldByField) {
    for (const auto* type : message_types()) {
        const auto said = message_of(*type);
        fill_all(*said);
        const auto newer = NewerVersion::compatible().like(*said);
        ASSERT_TRUE(newer->ParseFromString(said->SerializeAsString()));
        EXPECT_TRUE(newer->GetReflection()->GetUnknownFields(*newer).empty()) << type->full_name();
        const auto read = message_of(*type);
        NewerVersion::narrow(*newer, *read);
        EXPECT_TRUE(MessageDifferencer::Equals(*read, *said)) << type->full_name();
    }
}

/// The names of all methods, such as "marquee.v1.Rating.Find".
std::vector<std::string> method_names() {
    std::vector<std::string> names;
    for (const auto* file : files()) {
        for (int i = 0; i < file->service_count(); ++i) {
            for (const auto& name : methods_of(file->service(i)->full_name())) {
                names.push_back(file->service(i)->full_name() + "." + name);
            }
        }
    }
    return names;
}

Call by_system() {
    Call call;
    call.caller = Caller::of_system();
    return call;
}

std::string first_of_stream(Channel& channel, const Method& method) {
    v1::FollowEventsRequest request;
    request.set_context("rating");
    request.set_after(1);
    const auto stream = channel.open(by_system(), method, request);
    v1::EventBatch batch;
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    EXPECT_EQ(stream->next(batch, until), AnswerStream::Next::answer);
    batch.DiscardUnknownFields();
    return batch.DebugString();
}

/// What each request is answered, in their order.
std::vector<std::string> answers(Channel& channel) {
    std::vector<std::string> said;
    for (const auto& [name, request] : AllMethods::requests()) {
        const Method method(name);
        const auto answer = method.descriptor().server_streaming()
                                ? first_of_stream(channel, method)
                                : call_by_json(channel, by_system(), method, request);
        // Each time another one.
        static const std::regex revision(R"("revision": "[0-9]+")");
        said.push_back(name + " " + request + ": " + std::regex_replace(answer, revision, ""));
    }
    return said;
}

std::vector<std::string> answers_of_now() {
    AllMethods all;
    DirectChannel channel(all.handlers());
    return answers(channel);
}

TEST(NewerVersionTest, IsTriedOutWithEveryMethod) {
    std::vector<std::string> tried;
    for (const auto& [name, request] : AllMethods::requests()) tried.push_back(name);
    tried.erase(std::unique(tried.begin(), tried.end()), tried.end());
    EXPECT_THAT(tried, UnorderedElementsAreArray(method_names()));
}

TEST(NewerVersionTest, IsAnsweredByEveryMethodAsOneOfNowIs) {
    AllMethods all;
    NewerClient client(NewerVersion::compatible(), std::make_unique<DirectChannel>(all.handlers()));
    EXPECT_EQ(answers(client), answers_of_now());
}

TEST(NewerVersionTest, AnswersInEveryMethodAsOneOfNow) {
    AllMethods all;
    DirectChannel channel(test::handlers_of(NewerVersion::compatible(), all.handlers()));
    EXPECT_EQ(answers(channel), answers_of_now());
}

/// Handlers behind gRPC, and a way to them.
struct Grpc {
    explicit Grpc(Handlers handlers) : server({}, std::move(handlers), metrics) {}

    prometheus::Registry metrics;
    RpcServer server;
    discovery::StaticSource source{
        {{"127.0.0.1:" + std::to_string(server.port())}}, "peer", metrics};
    std::unique_ptr<PeerChannel> channel =
        std::make_unique<PeerChannel>("peer", source, PeerConnection(), PeerOptions(), metrics);
};

TEST(NewerVersionOverGrpc, IsAnsweredByEveryMethodAsOneOfNowIs) {
    AllMethods all;
    Grpc grpc(all.handlers());
    NewerClient client(NewerVersion::compatible(), std::move(grpc.channel));
    EXPECT_EQ(answers(client), answers_of_now());
}

TEST(NewerVersionOverGrpc, AnswersInEveryMethodAsOneOfNow) {
    AllMethods all;
    Grpc grpc(test::handlers_of(NewerVersion::compatible(), all.handlers()));
    EXPECT_EQ(answers(*grpc.channel), answers_of_now());
}

/// A version that changes the score of a request to rate.
NewerVersion::Change changed_score(const std::function<void(FieldDescriptorProto&)>& change) {
    return [change](FileDescriptorProto& file) {
        for (auto& type : *file.mutable_message_type()) {
            if (type.name() != "RateRequest") continue;
            for (auto& field : *type.mutable_field()) {
                if (field.name() == "score") change(field);
            }
        }
    };
}

/// What a rating of that version is answered here; "" for as well as one of now.
std::string rate_as(const NewerVersion& version) {
    AllMethods all;
    NewerClient client(version, std::make_unique<DirectChannel>(all.handlers()));
    const auto rate = [](Channel& channel) {
        return call_by_json(channel, by_system(), Method("marquee.v1.Rating.Rate"),
                            R"({"record": {"type": "movie", "id": "m"}, "user": "u", "score": 9})");
    };
    try {
        DirectChannel now(all.handlers());
        return rate(client) == rate(now) ? "" : "another answer";
    } catch (const std::exception& failure) {
        return failure.what();
    }
}

TEST(NewerVersionTest, IsNoticedWhenItChangesAField) {
    EXPECT_EQ(rate_as(NewerVersion::compatible()), "");
    const NewerVersion renumbered(changed_score([](auto& field) { field.set_number(99); }));
    EXPECT_NE(rate_as(renumbered), "");
    const NewerVersion retyped(
        changed_score([](auto& field) { field.set_type(FieldDescriptorProto::TYPE_FIXED64); }));
    EXPECT_NE(rate_as(retyped), "");
    const NewerVersion rescaled(
        changed_score([](auto& field) { field.set_type(FieldDescriptorProto::TYPE_SINT64); }));
    EXPECT_NE(rate_as(rescaled), "");
}

}  // namespace
}  // namespace marquee::rpc
