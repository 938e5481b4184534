#include "tests/fakes/fake_world.h"
