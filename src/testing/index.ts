export { ClientRedirectError } from "./errors.ts";
export { rolledBack } from "./rolled-back.ts";
export { temporaryDatabase } from "./temporary-database.ts";
export { createTestApp, type TestAppOptions } from "./test-app.ts";
export { type SendOptions, TestClient, testClient } from "./test-client.ts";
