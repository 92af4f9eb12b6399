// How a connection is lent to a worker, and comes back.

#include <chrono>
#include <utility>

#include "interfaces/http/connection.h"
#include "interfaces/http/exchange.h"
#include "interfaces/http/serving.h"

namespace marquee::http {

bool Connection::prepare(Task task) {
    task_ = task;
    state_ = State::handing_over;
    return true;
}

/// Whether there is something to do without a worker.
bool Connection::hand_over() {
    if (!flush()) return false;
    count_busy(true);
    hold_memory();
    // An answer that has begun is finished.
    const bool begun = exchange_->answered();
    if (!begun) {
        cancelled_ = std::stop_source();
        exchange_->prepare_to_wait(cancelled_.get_token());
    }
    state_ = State::working;
    loan_ = Loan::given;
    const bool room = begun || !share_.serving.memory.exhausted();
    lent_ = room && share_.serving.workers.submit([this] { work(); }, begun);
    return !lent_ && do_without();
}

bool Connection::do_without() {
    state_ = State::reading;
    if (task_ != Task::make_more) return turn_away(task_ == Task::answer);
    close();
    return false;
}

/// On a worker, as all that it calls.
void Connection::work() {
    done_ = survive(share_.serving, [this] { do_task(); });
    give_back();
}

void Connection::do_task() {
    switch (task_) {
        case Task::find_body_limit:
            body_limit_ = exchange_->body_limit();
            return;
        case Task::answer:
            // Nothing is begun for those who went away while they waited.
            if (exchange_->cancelled()) return;
            exchange_->answer();
            break;
        case Task::make_more:
            exchange_->make_more();
            break;
    }
    send_answer();
    // What the client does not take now, or at all, is the loop's to see to.
    socket_.write(output_);
}

/// Only if there is something to do for the loop, it is woken.
void Connection::give_back() {
    if (done_ && idle() && !socket_.readable()) {
        count_busy(false);
        Loan given = Loan::given;
        if (loan_.compare_exchange_strong(given, Loan::returned)) return;
    }
    share_.loop.post([this] { come_back(); });
}

/// Whether it is the loop's, or else will come back.
bool Connection::take_back() {
    if (lent_) {
        Loan given = Loan::given;
        loan_.compare_exchange_strong(given, Loan::wanted_back);
        if (given != Loan::returned) return false;
    }
    reclaim();
    return true;
}

void Connection::reclaim() {
    if (lent_) cancelled_ = std::stop_source(std::nostopstate);
    lent_ = false;
    socket_.told(std::exchange(told_, 0));
}

void Connection::come_back() {
    reclaim();
    guarded([this] {
        if (abandoned_ || !done_) return close();
        if (share_.serving.draining) socket_.look();
        use_result();
        advance();
    });
}

void Connection::use_result() {
    if (task_ == Task::find_body_limit) {
        state_ = State::reading;
        begin_body(body_limit_);
    } else if (state_ == State::working) {
        // It was cancelled before it began.
        close();
    }
}

}  // namespace marquee::http
