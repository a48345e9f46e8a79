using Apache.Arrow;
using Apache.Arrow.Ipc;

namespace SpikeStream.Recordings;

/// <summary>The process that reads HDF5 files for another: whatever the C library does to it, the other lives on.</summary>
public static class ReadingServer
{
    /// <summary>The word of the command line that starts it.</summary>
    public const string Verb = "read-hdf5";

    private const int ProgressMilliseconds = 50;

    /// <summary>Whether this is such a process.</summary>
    internal static bool IsRunning { get; private set; }

    /// <summary>Answers requests until there are no more.</summary>
    /// <param name="requests">Where they come from.</param>
    /// <param name="answers">Where answers go.</param>
    public static void Run(Stream requests, Stream answers)
    {
        ArgumentNullException.ThrowIfNull(requests);
        ArgumentNullException.ThrowIfNull(answers);
        IsRunning = true;
        using BinaryReader reader = new(requests);
        using BinaryWriter writer = new(new BufferedStream(answers, 1 << 16));
        Lock gate = new();
        long told = 0;
        Send(writer, gate, ReadingFrame.Ready, _ => { });
        using Timer timer = new(
            _ =>
            {
                long done = Hdf5Library.Progress;
                if (Interlocked.Exchange(ref told, done) != done) Send(writer, gate, ReadingFrame.Progress, _ => { });
            },
            null, ProgressMilliseconds, ProgressMilliseconds);
        IRecordingReader? open = null;
        try
        {
            while (true)
            {
                var request = (ReadingFrame)reader.ReadByte();
                try
                {
                    Answer(request, reader, writer, gate, ref open);
                }
                catch (Exception fault) when (fault is InvalidInputException or IOException or UnauthorizedAccessException or OutOfMemoryException)
                {
                    Send(writer, gate, ReadingFrame.Refusal, target => target.Write(fault.Message));
                }
            }
        }
        catch (Exception fault) when (fault is EndOfStreamException or IOException or ObjectDisposedException)
        {
            // The program that asked has ended.
        }
    }

    private static void Answer(ReadingFrame request, BinaryReader reader, BinaryWriter writer, Lock gate, ref IRecordingReader? open)
    {
        switch (request)
        {
            case ReadingFrame.Open:
                IIsolatedFormat format = FormatOf(reader);
                string path = reader.ReadString();
                ReadOptions options = ReadingOptions.Read(reader.ReadString(), line => Send(writer, gate, ReadingFrame.Notice, target => target.Write(line)));
                Close(ref open);
                IRecordingReader opened = open = format.OpenHere(path, options);
                Send(writer, gate, ReadingFrame.Opened, target => WriteOpened(target, opened));
                break;
            case ReadingFrame.List:
                IReadOnlyList<RecordingTable> tables = FormatOf(reader).ListHere(reader.ReadString(), ReadingOptions.Read(reader.ReadString(), _ => { }));
                Send(writer, gate, ReadingFrame.Tables, target =>
                {
                    target.Write(tables.Count);
                    foreach (RecordingTable table in tables)
                    {
                        target.Write(table.Name is not null);
                        if (table.Name is not null) target.Write(table.Name);
                        target.Write((int)table.Kind);
                    }
                });
                break;
            case ReadingFrame.Read:
                long firstRow = reader.ReadInt64();
                int chunkRows = reader.ReadInt32();
                foreach (RecordBatch batch in open!.ReadAsync(firstRow, chunkRows, CancellationToken.None).ToBlockingEnumerable())
                {
                    byte[] bytes = Bytes(new Schema(batch.Schema.FieldsList, null), batch);
                    Send(writer, gate, ReadingFrame.Batch, target =>
                    {
                        target.Write(bytes.Length);
                        target.Write(bytes);
                    });
                }

                Send(writer, gate, ReadingFrame.End, _ => { });
                break;
            default:
                Close(ref open);
                break;
        }
    }

    private static IIsolatedFormat FormatOf(BinaryReader reader) => (IIsolatedFormat)RecordingFormats.Named(reader.ReadString());

    private static void WriteOpened(BinaryWriter target, IRecordingReader open)
    {
        target.Write((int)open.Kind);
        target.Write(open.RowCount ?? -1);
        byte[] schema = Bytes(open.Schema, null);
        target.Write(schema.Length);
        target.Write(schema);
    }

    private static byte[] Bytes(Schema schema, RecordBatch? batch)
    {
        using MemoryStream memory = new();
        using (ArrowStreamWriter writer = new(memory, schema, leaveOpen: true))
        {
            writer.WriteStart();
            if (batch is not null) writer.WriteRecordBatch(new RecordBatch(schema, batch.Arrays, batch.Length));
            writer.WriteEnd();
        }

        return memory.ToArray();
    }

    private static void Send(BinaryWriter writer, Lock gate, ReadingFrame frame, Action<BinaryWriter> write)
    {
        try
        {
            lock (gate)
            {
                writer.Write((byte)frame);
                write(writer);
                writer.Flush();
            }
        }
        catch (Exception fault) when (frame == ReadingFrame.Progress && fault is IOException or ObjectDisposedException)
        {
            // The program that asked has ended, as the next request will say.
        }
    }

    private static void Close(ref IRecordingReader? open)
    {
        open?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        open = null;
    }
}
