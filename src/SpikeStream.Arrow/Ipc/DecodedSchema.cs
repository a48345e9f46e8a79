namespace Apache.Arrow.Ipc;

// A schema that was read, with the plans of its fields.
internal sealed record DecodedSchema(Schema Schema, FieldPlan[] Plans);
