using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>The schemas of all kinds.</summary>
public static class RecordingSchemas
{
    /// <summary>Refuses a schema that is not one of a kind.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="kind">The kind.</param>
    /// <exception cref="InvalidInputException">A column is missing or has another type, or a metadata value is malformed.</exception>
    public static void Check(Schema schema, RecordingKind kind)
    {
        switch (kind)
        {
            case RecordingKind.Spikes:
                SpikesSchema.Describe(schema);
                break;
            case RecordingKind.Counts:
                CountsSchema.Describe(schema);
                break;
            case RecordingKind.Series:
                SeriesSchema.Describe(schema);
                break;
            case RecordingKind.Trials:
                TrialsSchema.Describe(schema);
                break;
            case RecordingKind.Estimates:
                EstimatesSchema.Describe(schema);
                break;
            case RecordingKind.Scores:
                ScoresSchema.Describe(schema);
                break;
            case RecordingKind.Posterior:
                PosteriorSchema.Describe(schema);
                break;
            case RecordingKind.Curves:
                CurvesSchema.Describe(schema);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of recording.");
        }
    }
}
