// Used by tests only: values of every form that a schema allows, for property tests.
import fc from 'fast-check';
import { membersOf, type NormalizedSchema, requiredOf } from './schema.ts';

/** Values that fit a schema. Structures have at least one member: XML and forms cannot tell an empty one from none. */
export function arbitraryOf(schema: NormalizedSchema, depth = 0): fc.Arbitrary<unknown> {
  if (schema.isStructSchema()) return structure(schema, depth);
  if (schema.isListSchema()) {
    // One that is flat in XML cannot be told from none when it is empty.
    const minLength = schema.getMergedTraits().xmlFlattened ? 1 : 0;
    return fc.array(arbitraryOf(schema.getValueSchema(), depth + 1), { minLength, maxLength: 3 });
  }
  if (schema.isMapSchema()) {
    // An empty map cannot be written as a form.
    return fc.dictionary(text(), arbitraryOf(schema.getValueSchema(), depth + 1), {
      minKeys: 1,
      maxKeys: 3,
      noNullPrototype: true,
    });
  }
  if (schema.isBooleanSchema()) return fc.boolean();
  if (schema.isNumericSchema())
    return fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true, min: 0.001, max: 1e9 }));
  if (schema.isTimestampSchema())
    return fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true });
  if (schema.isBlobSchema()) return fc.uint8Array({ minLength: 1, maxLength: 20 });
  if (schema.getMergedTraits().httpHeader !== undefined) return fc.stringMatching(/^[!-~]{1,20}$/);
  return text();
}

function structure(schema: NormalizedSchema, depth: number): fc.Arbitrary<unknown> {
  const members = membersOf(schema).filter(([, member]) => depth < 4 || isPlain(member));
  if (members.length === 0) return fc.constant({});
  if (schema.isUnionSchema())
    return fc.oneof(
      ...members.map(([name, member]) =>
        fc.record({ [name]: arbitraryOf(member, depth + 1) }, { noNullPrototype: true }),
      ),
    );
  const model = Object.fromEntries(members.map(([name, member]) => [name, arbitraryOf(member, depth + 1)]));
  const required = requiredOf(schema).filter((name) => name in model);
  const requiredKeys = required.length > 0 ? required : members.slice(0, 1).map(([name]) => name);
  return fc.record(model, { requiredKeys, noNullPrototype: true });
}

function isPlain(schema: NormalizedSchema): boolean {
  return !schema.isStructSchema() && !schema.isListSchema() && !schema.isMapSchema();
}

// What XML can hold, and no blank at an end, which the SDK's own reader of XML takes off.
function text(): fc.Arbitrary<string> {
  return fc
    .string({
      unit: fc.oneof(
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
        fc.constantFrom('\n', '&', '<', ']]>', '"', '+', '%', ' '),
      ),
    })
    .filter((value) => value !== '' && value.trim() === value);
}
