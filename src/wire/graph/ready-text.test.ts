import assert from "node:assert/strict";
import { test } from "node:test";
import { filled, lateMemberText, portalLinkText } from "./ready-text.ts";

const US = "https://security.microsoft.us";
const own = `{"incidentWebUrl":${portalLinkText("/incident2/7/overview", "t")},"status":${lateMemberText("awaitingAction")}}`;

test("links lead to the portal of the cloud, and late members are told to those who ask", () => {
  const usual = { portalBase: "https://security.microsoft.com", lateMembers: false };
  assert.equal(
    filled(own, usual),
    '{"incidentWebUrl":"https://security.microsoft.com/incident2/7/overview?tid=t","status":"unknownFutureValue"}',
  );
  assert.equal(
    filled(own, { portalBase: US, lateMembers: true }),
    `{"incidentWebUrl":"${US}/incident2/7/overview?tid=t","status":"awaitingAction"}`,
  );
});

test("what a document says of links and of marks stays as it is", () => {
  const title = 'see "incidentWebUrl":"https://security.microsoft.com/x" and \u0001unknown\u0001';
  const text = JSON.stringify({ title });
  assert.equal(filled(text, { portalBase: US, lateMembers: false }), text);
});
