import assert from "node:assert/strict";
import { test } from "node:test";
import { escapeLeadingSlashes, filePathToUri, iriToUri, pathToUri, percentEncode, uriToIri } from "quintet";

test("percentEncode() leaves letters, digits and what is to be kept", () => {
  assert.equal(percentEncode("aZ09_.-~"), "aZ09_.-~");
  assert.equal(percentEncode("a b/ü?😀", "/"), "a%20b/%C3%BC%3F%F0%9F%98%80");
  assert.equal(percentEncode("\ud83d!"), "%EF%BF%BD%21"); // half a pair
});

test("iriToUri() encodes other letters, and neither separators nor what is encoded already", () => {
  assert.equal(iriToUri("/café/?q=a b%20c#ü"), "/caf%C3%A9/?q=a%20b%20c#%C3%BC");
  assert.equal(iriToUri('/"<>\\^`{|}'), "/%22%3C%3E%5C%5E%60%7B%7C%7D");
});

for (const [uri, iri] of [
  ["/caf%C3%A9/?q=a%20b", "/café/?q=a%20b"],
  ["/%41%5a%2D%7e%30/", "/AZ-~%30/"],
  ["/%E2%99%A5%E2%99%E2%99%A5/", "/♥%E2%99♥/"],
  ["/%e2%e2%99%a5%99/", "/%E2♥%99/"],
  ["/♥%E2♥/", "/♥%E2♥/"],
  ["%ED%A0%80%C0%80%F5", "%ED%A0%80%C0%80%F5"],
  ["%%41B%", "%AB%"],
  ["%F0%9F%98%80", "😀"],
] as const)
  test(`uriToIri() shows ${uri} as ${iri}`, () => {
    assert.equal(uriToIri(uri), iri);
  });

test("pathToUri() encodes what would end the path, and filePathToUri() turns backslashes", () => {
  assert.equal(pathToUri("/a;b=c?d#e%41/é:@&+$,"), "/a%3Bb%3Dc%3Fd%23e%2541/%C3%A9:@&+$,");
  assert.equal(filePathToUri("upload\\чай 1'.mp4"), "upload/%D1%87%D0%B0%D0%B9%201'.mp4");
});

test("escapeLeadingSlashes() keeps a path from leading to another host", () => {
  assert.equal(escapeLeadingSlashes("//evil.example/x"), "/%2Fevil.example/x");
  assert.equal(escapeLeadingSlashes("/own//path"), "/own//path");
});
