#include <unistd.h>

#include "app/run.h"

int main(int argc, char** argv) {
    return marquee::app::run({argv + 1, argv + argc}, marquee::app::environment_from(environ));
}
