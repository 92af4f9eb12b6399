#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/descriptor_database.h>
#include <gtest/gtest.h>

#include "application/metadata/metadata_service.h"
#include "grpc/reflection/v1alpha/reflection.pb.h"
#include "interfaces/compat/rpc_methods.h"
#include "tests/interfaces/rpc/served_probe.h"
#include "tests/support/fake_metadata_repository.h"

namespace marquee::rpc {
namespace {

using grpc::reflection::v1alpha::ServerReflectionRequest;
using grpc::reflection::v1alpha::ServerReflectionResponse;
using test::ServedProbe;
using testing::UnorderedElementsAre;

using Talk = grpc::ClientReaderWriter<ServerReflectionRequest, ServerReflectionResponse>;

std::unique_ptr<Talk> talk(grpc::Channel& channel, grpc::ClientContext& context) {
    const char* path = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";
    return std::unique_ptr<Talk>(
        grpc::internal::
            ClientReaderWriterFactory<ServerReflectionRequest, ServerReflectionResponse>::Create(
                &channel,
                grpc::internal::RpcMethod(path, grpc::internal::RpcMethod::BIDI_STREAMING),
                &context));
}

ServerReflectionResponse asked(Talk& talk, const ServerReflectionRequest& request) {
    ServerReflectionResponse response;
    EXPECT_TRUE(talk.Write(request));
    EXPECT_TRUE(talk.Read(&response));
    return response;
}

/// The services that the server names. A test fails when it doesn't describe one of them.
std::vector<std::string> described_services(grpc::Channel& channel) {
    grpc::ClientContext context;
    const auto conversation = talk(channel, context);
    ServerReflectionRequest request;
    request.set_list_services("");
    std::vector<std::string> services;
    const auto listed = asked(*conversation, request);
    for (const auto& service : listed.list_services_response().service()) {
        services.push_back(service.name());
    }
    for (const std::string& service : services) {
        request.set_file_containing_symbol(service);
        google::protobuf::SimpleDescriptorDatabase files;
        const auto response = asked(*conversation, request);
        for (const auto& bytes : response.file_descriptor_response().file_descriptor_proto()) {
            google::protobuf::FileDescriptorProto file;
            EXPECT_TRUE(file.ParseFromString(bytes));
            files.Add(file);
        }
        google::protobuf::DescriptorPool pool(&files);
        const auto* found = pool.FindServiceByName(service);
        EXPECT_TRUE(found != nullptr && found->method_count() > 0) << service;
    }
    EXPECT_TRUE(conversation->WritesDone());
    EXPECT_TRUE(conversation->Finish().ok());
    return services;
}

TEST(RpcReflection, NamesTheServicesAndDescribesThem) {
    ServedProbe served;
    EXPECT_THAT(described_services(*served.channel),
                UnorderedElementsAre("marquee.probe.v1.Probe", "grpc.health.v1.Health",
                                     "grpc.reflection.v1alpha.ServerReflection"));
}

TEST(RpcReflection, DescribesServicesWithoutAPackage) {
    metadata::FakeMetadataRepository repository;
    metadata::MetadataService service(repository, [] { return Timestamp(); });
    prometheus::Registry registry;
    const RpcServer server({}, compat::reference_methods({.metadata = &service}), registry);
    EXPECT_THAT(described_services(*test::rpc_channel(server.port())),
                UnorderedElementsAre("MetadataService", "grpc.health.v1.Health",
                                     "grpc.reflection.v1alpha.ServerReflection"));
}

TEST(RpcReflection, SaysWhatItDoesNotKnow) {
    ServedProbe served;
    grpc::ClientContext context;
    const auto conversation = talk(*served.channel, context);
    ServerReflectionRequest request;
    request.set_file_by_filename("no/such.proto");
    EXPECT_EQ(asked(*conversation, request).error_response().error_code(),
              grpc::StatusCode::NOT_FOUND);
    request.set_all_extension_numbers_of_type("no.such.Type");
    EXPECT_EQ(asked(*conversation, request).error_response().error_code(),
              grpc::StatusCode::NOT_FOUND);
    request.mutable_file_containing_extension()->set_containing_type("marquee.v1.Error");
    EXPECT_EQ(asked(*conversation, request).error_response().error_code(),
              grpc::StatusCode::NOT_FOUND);
    request.Clear();
    EXPECT_EQ(asked(*conversation, request).error_response().error_code(),
              grpc::StatusCode::INVALID_ARGUMENT);
    request.set_file_by_filename("marquee/v1/shared.proto");
    EXPECT_EQ(asked(*conversation, request).file_descriptor_response().file_descriptor_proto_size(),
              1);
}

TEST(RpcReflection, EndsWhenTheServerDrains) {
    ServedProbe served;
    grpc::ClientContext context;
    const auto conversation = talk(*served.channel, context);
    ServerReflectionRequest request;
    request.set_list_services("");
    asked(*conversation, request);
    auto lost = std::async(std::launch::async,
                           [&] { return served.server.drain(std::chrono::seconds(60)); });
    ServerReflectionResponse response;
    EXPECT_FALSE(conversation->Read(&response));
    EXPECT_EQ(conversation->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
    EXPECT_EQ(lost.get(), 0U);
}

}  // namespace
}  // namespace marquee::rpc
