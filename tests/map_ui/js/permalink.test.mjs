import assert from "node:assert/strict";
import { test } from "node:test";

import { decode, encode, leastZoom } from "../../../map_ui/static/map_ui/js/permalink_state.js";

const UID = "01a213a7-8813-7cc0-aef8-b0d13015478d";

test("a link holds the view, the layers and the chosen record, and gives them back", () => {
  const layers = [{ id: "a-road", opacity: 1, theme: null }, { id: "a-parcel", opacity: 0.5, theme: "use" }];
  const state = { zoom: 15, lat: 16.4321, lon: 101.15432, layers, uid: UID };
  assert.equal(encode(state), `#map=15/16.432100/101.154320&layers=a-road,a-parcel%3A50%40use&at=${UID}`);
  assert.deepEqual(decode(encode(state)), state);
});

test("a link holds the year of a layer of years", () => {
  const layers = [{ id: "r-use_map", opacity: 0.5, theme: null, year: 2568 }];
  const state = { zoom: 15, lat: 16.4321, lon: 101.15432, layers };
  assert.match(encode(state), /layers=r-use_map%3A50~2568$/);
  assert.deepEqual(decode(encode(state)), state);
  assert.equal(decode("#layers=r-use_map~25x").layers.length, 0);
});

test("a record's page links by `select`, without a view", () => {
  const state = decode(`#layers=a-road&select=${UID}`);
  assert.equal(state.uid, UID);
  assert.equal(state.zoom, undefined);
  assert.deepEqual(state.layers.map((layer) => layer.id), ["a-road"]);
});

test("a link holds conditions and classes made in the browser", () => {
  const state = {
    zoom: 15, lat: 16.4321, lon: 101.15432, layers: [{ id: "a-road", opacity: 1, theme: null }],
    conditions: {
      "a-road": [
        { column: "kind", op: "in", value: ["ก|ข", "y:z\\"] },
        { column: "name", op: "has", value: "ถนน a&b=c" },
        { column: "width_m", op: "between", value: ["1", "2"] },
        { column: "name", op: "empty", value: "" },
      ],
    },
    custom: { "a-road": { column: "width_m", method: "natural", n: 5, ramp: "teal" } },
  };
  assert.deepEqual(decode(encode(state)), state);
});

test("what saved classes say besides comes back too, and without them it is passed over", () => {
  const custom = { column: "w", method: "own", n: 5, ramp: "teal", edges: "0,5,10", caption: "ก|ข", noData: "ไม่ทราบ", label: "w", from: "12.4" };
  const state = { zoom: 15, lat: 16.4321, lon: 101.15432, layers: [], custom: { "a-road": custom } };
  assert.deepEqual(decode(encode(state)), state);
  assert.deepEqual(decode("#x=a-road%3A0%2C5%7Cb"), {});
  assert.deepEqual(decode("#map=whole&layers=a"), { isWhole: true, layers: [{ id: "a", opacity: 1, theme: null }] });
});

test("a map of the whole office is shown no smaller than its layer is drawn", () => {
  const state = decode("#map=whole&layers=ground,subject&c=subject%3Aw~own~5~teal&x=subject%3A0%2C1%2C2%7C%7C%7C%7C15.2%7C");
  assert.equal(leastZoom(state, (id) => ({ ground: 17, subject: 14 })[id]), 17);
  assert.equal(leastZoom(decode("#map=whole&layers=subject"), () => 14), 15);
  assert.equal(leastZoom(decode("#map=whole&layers=unknown"), () => undefined), 1);
  assert.equal(leastZoom(decode("#layers=subject"), () => 14), 0);
});

test("no layers at all is not the same as none named", () => {
  assert.deepEqual(decode("#layers=").layers, []);
  assert.equal(decode("#map=10/15/100").layers, undefined);
});

test("what cannot be read is passed over", () => {
  assert.deepEqual(decode("#map=x/95/100&at=nobody&layers=%E0%A4%A"), { layers: [] });
  assert.deepEqual(decode("#find"), {});
});

test("the name of a saved map goes with the address", () => {
  const named = { id: "lots-lot", name: "ผลการชำระ: ปี 2569" };
  assert.deepEqual(decode(encode({ zoom: 12, lat: 15, lon: 100, layers: [], named })).named, named);
  assert.equal(decode("#n=lots-lot").named, undefined);
});
