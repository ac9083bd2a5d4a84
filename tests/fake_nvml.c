/* A stand-in for libnvidia-ml.so.1, whose answers are chosen by variables of the environment.
 *
 * FAKE_NVML_NAMES   "A;B": one device each           FAKE_NVML_INIT    what nvmlInit returns
 * FAKE_NVML_MEMORY  "1024;!3": bytes, or an error    FAKE_NVML_COUNT   what counting returns (an error)
 * FAKE_NVML_LOST    index of a device that is lost   FAKE_NVML_HANG    the function that never returns
 * FAKE_NVML_DRIVER  "550.54.15"                      FAKE_NVML_CUDA    12040
 * FAKE_NVML_CALLS   file that the functions called are written to
 *
 * Types and numbers are those of the NVML API Reference Guide. With -DOLD_LIBRARY one symbol is missing. With
 * -DMEASURES there is what CodeCarbon calls too: each GPU draws 50 W, half busy, and has a UUID.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { SUCCESS = 0, NOT_SUPPORTED = 3, GPU_IS_LOST = 15 };

static const char *setting(const char *name, const char *otherwise) {
    const char *value = getenv(name);
    return value ? value : otherwise;
}

static void enter(const char *function) {
    FILE *calls = fopen(setting("FAKE_NVML_CALLS", "/dev/null"), "a");
    if (calls) {
        fprintf(calls, "%s\n", function);
        fclose(calls);
    }
    while (!strcmp(setting("FAKE_NVML_HANG", ""), function)) pause();
}

/* Copy the item at an index of a list "a;b;c"; return whether there is one. */
static int item(const char *list, unsigned index, char *text, unsigned size) {
    for (; index; index--) {
        if (!(list = strchr(list, ';'))) return 0;
        list++;
    }
    snprintf(text, size, "%.*s", (int)strcspn(list, ";"), list);
    return *text != 0;
}

int nvmlInitWithFlags(unsigned flags) {
    enter(__func__);
    (void)flags;
    return atoi(setting("FAKE_NVML_INIT", "0"));
}

int nvmlShutdown(void) {
    enter(__func__);
    return SUCCESS;
}

int nvmlSystemGetDriverVersion(char *version, unsigned size) {
    enter(__func__);
    return item(setting("FAKE_NVML_DRIVER", ""), 0, version, size) ? SUCCESS : NOT_SUPPORTED;
}

#ifndef OLD_LIBRARY
int nvmlSystemGetCudaDriverVersion_v2(int *version) {
    enter(__func__);
    *version = atoi(setting("FAKE_NVML_CUDA", "0"));
    return SUCCESS;
}
#endif

int nvmlDeviceGetCount_v2(unsigned *count) {
    char text[96];
    enter(__func__);
    for (*count = 0; item(setting("FAKE_NVML_NAMES", ""), *count, text, sizeof text);) ++*count;
    return atoi(setting("FAKE_NVML_COUNT", "0"));
}

int nvmlDeviceGetHandleByIndex_v2(unsigned index, void **device) {
    enter(__func__);
    *device = (char *)0 + index + 1;
    return (int)index == atoi(setting("FAKE_NVML_LOST", "-1")) ? GPU_IS_LOST : SUCCESS;
}

int nvmlDeviceGetName(void *device, char *name, unsigned size) {
    enter(__func__);
    if (!device) abort();
    return item(setting("FAKE_NVML_NAMES", ""), (char *)device - (char *)1, name, size) ? SUCCESS : NOT_SUPPORTED;
}

int nvmlDeviceGetMemoryInfo(void *device, unsigned long long *total_free_used) {
    char text[32];
    enter(__func__);
    if (!device) abort();
    if (!item(setting("FAKE_NVML_MEMORY", ""), (char *)device - (char *)1, text, sizeof text)) return NOT_SUPPORTED;
    if (*text == '!') return atoi(text + 1);
    total_free_used[0] = strtoull(text, NULL, 10);
    return SUCCESS;
}

#ifdef MEASURES
#define MEASURED(function, value) int function(void *device, unsigned *answer) { (void)device; *answer = value; return SUCCESS; }
MEASURED(nvmlDeviceGetPowerUsage, 50000)
MEASURED(nvmlDeviceGetEnforcedPowerLimit, 300000)
MEASURED(nvmlDeviceGetComputeMode, 0)
MEASURED(nvmlDeviceGetComputeRunningProcesses_v3, 0)
MEASURED(nvmlDeviceGetGraphicsRunningProcesses_v3, 0)

int nvmlDeviceGetTotalEnergyConsumption(void *device, unsigned long long *millijoules) {
    struct timespec now;
    (void)device;
    clock_gettime(CLOCK_MONOTONIC, &now);
    *millijoules = 50 * (now.tv_sec * 1000ULL + now.tv_nsec / 1000000);
    return SUCCESS;
}

int nvmlDeviceGetUtilizationRates(void *device, unsigned *gpu_memory) {
    (void)device;
    gpu_memory[0] = gpu_memory[1] = 50;
    return SUCCESS;
}

int nvmlDeviceGetTemperature(void *device, int sensor, unsigned *celsius) {
    (void)device, (void)sensor;
    *celsius = 40;
    return SUCCESS;
}

int nvmlDeviceGetUUID(void *device, char *uuid, unsigned size) {
    (void)device;
    snprintf(uuid, size, "GPU-planted");
    return SUCCESS;
}
#endif

/* What identifies one GPU is never asked for: whoever does so ends here. */
#define FORBIDDEN(function) int function(void) { enter(#function); abort(); }
#ifndef MEASURES
FORBIDDEN(nvmlDeviceGetUUID)
FORBIDDEN(nvmlDeviceGetComputeRunningProcesses_v3)
#endif
FORBIDDEN(nvmlDeviceGetSerial)
FORBIDDEN(nvmlDeviceGetBoardId)
FORBIDDEN(nvmlDeviceGetPciInfo_v3)
FORBIDDEN(nvmlDeviceGetHandleByUUID)
FORBIDDEN(nvmlDeviceGetHandleBySerial)
