import assert from "node:assert/strict";
import { test } from "node:test";
import { isJsonObject } from "../domain/json.ts";
import { describeUnrecognised } from "./unrecognised.ts";

const cases: readonly (readonly [sentence: string, document: string, said: RegExp])[] = [
  [
    "an Endpoint alert",
    '{"id":"da1","machineId":"m","alertCreationTime":"t"}',
    /Defender for Endpoint.*GET \/api\/incidents\/\{id\}/,
  ],
  ["an advanced hunting reply", '{"Stats":{},"Schema":[],"Results":[]}', /advanced hunting/],
  ["a Graph hunting reply", '{"schema":[],"results":[]}', /Graph hunting/],
  ["a Graph incident", '{"id":"1","displayName":"x","incidentWebUrl":"u"}', /incident of Microsoft Graph/],
  ["a Graph alert", '{"id":"a","providerAlertId":"b","alertWebUrl":"u"}', /alert of Microsoft Graph/],
  ["an alert on its own", '{"alertId":"da1","entities":[]}', /one alert out of an incident/],
  ["an incident without its alerts", '{"incidentId":1,"incidentName":"x"}', /without its alerts/],
  ["an error reply", '{"error":{"code":"TooManyRequests","message":"secret?"}}', /error reply of the API/],
  ["a token reply", '{"token_type":"Bearer","access_token":"eyJ.secret"}', /token request/],
  ["a page in a page", '{"value":[]}', /list page within/],
  [
    "anything else by its keys",
    '{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6}',
    /\(Defender, Other\): it has the keys "a", "b", "c", "d", "e", …$/,
  ],
  ["nothing at all", "{}", /the object is empty/],
];
for (const [sentence, text, said] of cases) {
  test(`a person is told what it looks like: ${sentence}`, () => {
    const document: unknown = JSON.parse(text);
    assert.ok(isJsonObject(document));
    const message = describeUnrecognised(document, ["Defender", "Other"]);
    assert.match(message, said);
    assert.doesNotMatch(message, /secret\?|eyJ/);
  });
}

test("a hostile key is cut and quoted", () => {
  const message = describeUnrecognised({ [`\n${"k".repeat(10_000)}`]: 1 }, ["Defender"]);
  assert.ok(message.length < 200);
  assert.doesNotMatch(message, /\n/);
});
