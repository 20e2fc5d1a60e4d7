// The CDK CLI asks every 5 seconds whether a stack is done, and has no option for it. The embedded
// AWS is done sooner: here, it asks every 0.2 seconds. Node loads this before the CLI.
const wait = globalThis.setTimeout;
const shorter = (run, delay, ...given) => wait(run, delay === 5000 ? 200 : delay, ...given);
globalThis.setTimeout = Object.assign(shorter, wait);
