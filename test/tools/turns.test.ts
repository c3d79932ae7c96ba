import assert from "node:assert/strict";
import { Turns } from "../harness/turns.ts";

describe("what several tell at the same time", () => {
  let told: string[];
  let turns: Turns;
  beforeEach(() => {
    told = [];
    turns = new Turns(text => told.push(text));
  });

  it("is told as it comes by the first, and by the next when that has ended", () => {
    const [one, other] = [turns.take(), turns.take()];
    one.write("one begins, ");
    other.write("the other begins, ");
    assert.deepEqual(told, ["one begins, "]);
    one.write("one ends; ");
    one.end();
    other.write("the other ends.");
    assert.deepEqual(told, ["one begins, ", "one ends; ", "the other begins, ", "the other ends."]);
  });

  it("is told whole of one that ended before its turn, in the order in which they came", () => {
    const [one, second, third] = [turns.take(), turns.take(), turns.take()];
    third.write("third");
    third.end();
    second.write("second, ");
    second.end();
    assert.deepEqual(told, []);
    one.end();
    assert.deepEqual(told, ["second, ", "third"]);
  });
});
