using Apache.Arrow;
using Apache.Arrow.Ipc;

namespace SpikeStream.Arrow.Tests;

/// <summary>Reads data that may be damaged: every value is touched, and only clear refusals are let pass.</summary>
internal static class DamagedData
{
    /// <summary>Whether these guarantees can be asked for: they are those of the in-repo reader.</summary>
    public static void SkipForOfficialPackage() => Skip.If(
        typeof(RecordBatch).Assembly.GetName().Name == "Apache.Arrow", "The official package does not promise to refuse all damaged data.");

    /// <summary>The message of the refusal, or null where the data could be read.</summary>
    public static string? Read(Func<ArrowStreamReader> open)
    {
        try
        {
            using ArrowStreamReader reader = open();
            while (reader.ReadNextRecordBatch() is RecordBatch batch)
            {
                using (batch) Touch(batch);
            }

            return null;
        }
        catch (InvalidDataException refusal)
        {
            return refusal.Message;
        }
        catch (NotSupportedException refusal)
        {
            return refusal.Message;
        }
    }

    private static void Touch(RecordBatch batch)
    {
        foreach (IArrowArray array in batch.Arrays)
        {
            // An array of nulls or of empty lists takes no bytes whatever its length: a part is enough.
            ArrowText.Render(ArrowArrayFactory.Slice(array, 0, Math.Min(array.Length, 1000)));
            ArrowText.Render(ArrowArrayFactory.Slice(array, Math.Max(array.Length - 1000, 0), 1000));
        }
    }
}
