#include "governance/settings.h"
