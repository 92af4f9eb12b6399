#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "domain/shared/call.h"
#include "tests/support/form.h"
#include "tests/support/marquee_process.h"

namespace marquee::test {

class Stores;

/// A second process, in which there is another place over the same database.
class FarPlace {
public:
    /// `name` is as place_server has it: "identity" or "events". `stores` have a database.
    FarPlace(const std::string& name, Stores& stores);

    int port() const { return port_; }

    void pass(std::chrono::milliseconds time);
    void hold_checks();
    void write_key_uses();
    void append(const Call& call, std::size_t count, const std::string& payload);
    void close();

private:
    MarqueeProcess process_;
    int port_;
    std::unique_ptr<rpc::Channel> channel_;
};

/// Over a fresh database of the kind that the form has.
std::unique_ptr<Stores> stores_for(Form form);

/// The far place over the database of a place, when the form has one.
std::unique_ptr<FarPlace> far_place(Form form, const std::string& name, Stores& stores);

/// The way by that form to the far place, if there is one, and otherwise to the handlers.
std::unique_ptr<rpc::Channel> channel_by(Form form, const FarPlace* far, rpc::Handlers handlers);

}  // namespace marquee::test
