#pragma once

#include <algorithm>
#include <google/protobuf/descriptor.pb.h>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace marquee::rpc {

/// Finds what breaks whoever was made by released .proto files, once the current ones are in use.
class BreakingChanges {
public:
    using Files = google::protobuf::FileDescriptorSet;

    /// A sentence for each; none when everything was only added to. Which file something is in does
    /// not matter.
    static std::vector<std::string> between(const Files& released, const Files& current) {
        const Declared before(released);
        const Declared now(current);
        BreakingChanges changes;
        changes.compare(before.fields, now.fields, "field");
        changes.compare(before.values, now.values, "enum value");
        changes.compare(before.types, now.types, "type");
        changes.compare(before.methods, now.methods, "method");
        changes.compare(before.services, now.services, "service");
        std::sort(changes.found_.begin(), changes.found_.end());
        return std::move(changes.found_);
    }

private:
    /// What must stay of one thing: the name of each property, and what it is.
    using Properties = std::map<std::string, std::string>;
    using Things = std::map<std::string, Properties>;

    /// All things, by their full names.
    struct Declared {
        explicit Declared(const Files& files) {
            for (const auto& file : files.file()) {
                const std::string scope = file.package() + ".";
                for (const auto& message : file.message_type()) add(scope, message);
                for (const auto& type : file.enum_type()) add(scope, type);
                for (const auto& service : file.service()) add(scope, service);
            }
        }

        void add(const std::string& scope, const google::protobuf::DescriptorProto& message) {
            const std::string name = scope + message.name();
            types[name] = {{"kind", "message"}};
            for (const auto& field : message.field()) {
                fields[name + "." + field.name()] = {
                    {"number", std::to_string(field.number())},
                    {"type", field.Type_Name(field.type()) + field.type_name()},
                    {"label", field.Label_Name(field.label())},
                    {"presence", field.proto3_optional() ? "optional" : "implied"},
                    {"oneof", !field.has_oneof_index() || field.proto3_optional()
                                  ? "none"
                                  : message.oneof_decl(field.oneof_index()).name()}};
            }
            for (const auto& nested : message.nested_type()) add(name + ".", nested);
            for (const auto& type : message.enum_type()) add(name + ".", type);
        }

        void add(const std::string& scope, const google::protobuf::EnumDescriptorProto& type) {
            const std::string name = scope + type.name();
            types[name] = {{"kind", "enum"}};
            for (const auto& value : type.value()) {
                values[name + "." + value.name()] = {{"number", std::to_string(value.number())}};
            }
        }

        void add(const std::string& scope,
                 const google::protobuf::ServiceDescriptorProto& service) {
            const std::string name = scope + service.name();
            services[name] = {};
            for (const auto& method : service.method()) {
                Properties properties = {
                    {"request", method.input_type()},
                    {"answer", method.output_type()},
                    {"stream of requests", method.client_streaming() ? "yes" : "no"},
                    {"stream of answers", method.server_streaming() ? "yes" : "no"}};
                // To promise more later is no break.
                const auto level = method.options().idempotency_level();
                if (level != google::protobuf::MethodOptions::IDEMPOTENCY_UNKNOWN) {
                    properties["repeatable"] = "yes";
                }
                if (level == google::protobuf::MethodOptions::NO_SIDE_EFFECTS) {
                    properties["without side effects"] = "yes";
                }
                methods[name + "." + method.name()] = std::move(properties);
            }
        }

        Things types;
        Things fields;
        Things values;
        Things services;
        Things methods;
    };

    void compare(const Things& before, const Things& now, const std::string& kind) {
        for (const auto& [name, properties] : before) {
            const auto found = now.find(name);
            if (found == now.end()) {
                found_.push_back(kind + " " + name + " is gone");
                continue;
            }
            for (const auto& [property, was] : properties) {
                const auto is = found->second.find(property);
                const std::string text = is == found->second.end() ? "no" : is->second;
                if (text == was) continue;
                found_.push_back(kind + " " + name + ": " + property + " was " + was + ", is " +
                                 text);
            }
        }
    }

    std::vector<std::string> found_;
};

}  // namespace marquee::rpc
