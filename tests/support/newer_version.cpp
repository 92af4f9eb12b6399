#include "tests/support/newer_version.h"

#include <google/protobuf/text_format.h>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>

namespace marquee::test {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::DescriptorProto;
using google::protobuf::EnumDescriptorProto;
using google::protobuf::FieldDescriptor;
using google::protobuf::FieldDescriptorProto;
using google::protobuf::FileDescriptor;
using google::protobuf::FileDescriptorProto;
using google::protobuf::Message;
using google::protobuf::TextFormat;

/// From here on are the numbers of what was added.
constexpr int kFirstAdded = 1000;
constexpr int kAddedValue = 1000;

FieldDescriptorProto& add_field(DescriptorProto& message, const std::string& name,
                                FieldDescriptorProto::Type type) {
    auto& field = *message.add_field();
    field.set_name(name);
    field.set_number(kFirstAdded + message.field_size());
    field.set_type(type);
    field.set_label(FieldDescriptorProto::LABEL_OPTIONAL);
    return field;
}

void widen(EnumDescriptorProto& type) {
    auto& value = *type.add_value();
    // Values share the names of what is around their enum.
    value.set_name("ADDED_TO_" + type.name());
    value.set_number(kAddedValue);
}

/// To the choice with that index.
void add_case(DescriptorProto& message, int choice) {
    add_field(message, "added_choice_" + std::to_string(choice), FieldDescriptorProto::TYPE_STRING)
        .set_oneof_index(choice);
    // The cases of a choice have to stand together.
    auto& fields = *message.mutable_field();
    for (int i = fields.size() - 1; i > 0; --i) {
        const auto& before = fields.Get(i - 1);
        if (before.has_oneof_index() && before.oneof_index() == choice) break;
        fields.SwapElements(i, i - 1);
    }
}

/// `full_name` is with a dot before it.
void widen(DescriptorProto& message, const std::string& full_name) {
    if (message.options().map_entry()) return;
    for (auto& type : *message.mutable_nested_type()) widen(type, full_name + "." + type.name());
    for (auto& type : *message.mutable_enum_type()) widen(type);
    // Before others are added for single fields.
    std::set<int> choices;
    for (const auto& field : message.field()) {
        if (field.has_oneof_index() && !field.proto3_optional())
            choices.insert(field.oneof_index());
    }
    for (const int choice : choices) {
        add_case(message, choice);
    }
    add_field(message, "added_text", FieldDescriptorProto::TYPE_STRING);
    add_field(message, "added_number", FieldDescriptorProto::TYPE_FIXED64);
    add_field(message, "added_numbers", FieldDescriptorProto::TYPE_INT64)
        .set_label(FieldDescriptorProto::LABEL_REPEATED);
    add_field(message, "added_part", FieldDescriptorProto::TYPE_MESSAGE).set_type_name(full_name);
}

void widen(FileDescriptorProto& file) {
    for (auto& type : *file.mutable_message_type()) {
        widen(type, "." + file.package() + "." + type.name());
    }
    for (auto& type : *file.mutable_enum_type()) widen(type);
}

/// Puts the file behind those that it imports.
void add(const FileDescriptor& file, const NewerVersion::Change& change, DescriptorPool& pool) {
    if (pool.FindFileByName(file.name())) return;
    for (int i = 0; i < file.dependency_count(); ++i) add(*file.dependency(i), change, pool);
    FileDescriptorProto proto;
    file.CopyTo(&proto);
    if (proto.package() == "marquee.v1") {
        widen(proto);
        if (change) change(proto);
    }
    if (!pool.BuildFile(proto)) throw std::logic_error("there can be no such " + file.name());
}

bool was_added(const FieldDescriptor& field) {
    return field.number() >= kFirstAdded;
}

/// Fills one field of those that were added.
void fill(Message& message, const FieldDescriptor& field) {
    const auto& access = *message.GetReflection();
    // It would be chosen instead of what is said.
    if (field.real_containing_oneof()) return;
    if (field.is_repeated()) {
        for (const int number : {1, -1}) access.AddInt64(&message, &field, number);
    } else if (field.type() == FieldDescriptor::TYPE_MESSAGE) {
        auto& part = *access.MutableMessage(&message, &field);
        const auto& text = *part.GetDescriptor()->FindFieldByName("added_text");
        part.GetReflection()->SetString(&part, &text, "within");
    } else if (field.type() == FieldDescriptor::TYPE_STRING) {
        access.SetString(&message, &field, "added");
    } else {
        access.SetUInt64(&message, &field, 42);
    }
}

void fill_added(Message& message) {
    const auto& access = *message.GetReflection();
    std::vector<const FieldDescriptor*> fields;
    access.ListFields(message, &fields);
    for (const auto* field : fields) {
        if (field->type() != FieldDescriptor::TYPE_MESSAGE || field->is_map()) continue;
        if (!field->is_repeated()) {
            fill_added(*access.MutableMessage(&message, field));
            continue;
        }
        for (int i = 0; i < access.FieldSize(message, field); ++i) {
            fill_added(*access.MutableRepeatedMessage(&message, field, i));
        }
    }
    const Descriptor& type = *message.GetDescriptor();
    for (int i = 0; i < type.field_count(); ++i) {
        if (was_added(*type.field(i))) fill(message, *type.field(i));
    }
}

/// Says in `to` what `from` says, by the names of fields.
void say_again(const Message& from, Message& to) {
    std::string text;
    TextFormat::Printer printer;
    printer.SetHideUnknownFields(true);
    TextFormat::Parser parser;
    // Those that were added.
    parser.AllowUnknownField(true);
    if (!printer.PrintToString(from, &text) || !parser.ParseFromString(text, &to)) {
        throw std::runtime_error(from.GetTypeName() + " of a newer version can't be said here");
    }
}

class NewerStream : public rpc::AnswerStream {
public:
    NewerStream(const NewerVersion& version, std::unique_ptr<AnswerStream> stream)
        : version_(version), stream_(std::move(stream)) {}

    Next next(Message& answer, Call::Deadline until) override {
        const auto newer = version_.like(answer);
        const auto next = stream_->next(*newer, until);
        if (next == Next::answer) NewerVersion::narrow(*newer, answer);
        return next;
    }

private:
    const NewerVersion& version_;
    const std::unique_ptr<AnswerStream> stream_;
};

}  // namespace

NewerVersion::NewerVersion(const Change& change) {
    for (const char* name : {"events", "gateway", "identity", "metadata", "process", "rating"}) {
        const auto* file = DescriptorPool::generated_pool()->FindFileByName(
            "marquee/v1/" + std::string(name) + ".proto");
        // Not every program has all of them.
        if (file) add(*file, change, pool_);
    }
}

const NewerVersion& NewerVersion::compatible() {
    static const NewerVersion version;
    return version;
}

std::unique_ptr<Message> NewerVersion::like(const Message& message) const {
    const auto* type = pool_.FindMessageTypeByName(message.GetDescriptor()->full_name());
    if (!type) throw std::logic_error(message.GetTypeName() + " is no message of ours");
    return std::unique_ptr<Message>(factory_.GetPrototype(type)->New());
}

std::unique_ptr<Message> NewerVersion::widened(const Message& message) const {
    auto newer = like(message);
    say_again(message, *newer);
    fill_added(*newer);
    return newer;
}

void NewerVersion::narrow(const Message& newer, Message& message) {
    say_again(newer, message);
}

rpc::Handlers handlers_of(const NewerVersion& version, rpc::Handlers handlers) {
    for (auto& handler : handlers) {
        const auto older = handler;
        handler.new_request = [&version, older] { return version.like(*older.new_request()); };
        handler.new_answer = [&version, older] { return version.like(*older.new_answer()); };
        if (older.answer) {
            handler.answer = [&version, older](const Call& call, const Message& request,
                                               Message& answer) {
                const auto asked = older.new_request();
                NewerVersion::narrow(request, *asked);
                const auto said = older.new_answer();
                older.answer(call, *asked, *said);
                answer.CopyFrom(*version.widened(*said));
            };
        } else {
            handler.stream = [&version, older](const Call& call, const Message& request,
                                               const rpc::Send& send) {
                const auto asked = older.new_request();
                NewerVersion::narrow(request, *asked);
                older.stream(call, *asked,
                             [&](const Message& answer) { return send(*version.widened(answer)); });
            };
        }
    }
    return handlers;
}

void NewerClient::call(const Call& call, const rpc::Method& method, const Message& request,
                       Message& answer) {
    const auto newer = version_.like(answer);
    channel_->call(call, method, *version_.widened(request), *newer);
    NewerVersion::narrow(*newer, answer);
}

std::unique_ptr<rpc::AnswerStream> NewerClient::open(const Call& call, const rpc::Method& method,
                                                     const Message& request) {
    return std::make_unique<NewerStream>(version_,
                                         channel_->open(call, method, *version_.widened(request)));
}

}  // namespace marquee::test
