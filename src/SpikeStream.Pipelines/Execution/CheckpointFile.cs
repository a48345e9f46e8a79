using System.Security.Cryptography;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Execution;

/// <summary>A checkpoint: everything that a killed run needs to go on, in one file that is replaced atomically.</summary>
/// <param name="Number">Counts up over the run and its resumptions.</param>
/// <param name="PipelineJson">The part of the pipeline that decides its results.</param>
/// <param name="Inputs">Path and length of each input file.</param>
/// <param name="Nodes">Each node's part.</param>
/// <remarks>Layout: magic, version, payload, SHA-256 of all before it. Little endian.</remarks>
internal sealed record CheckpointFile(
    long Number, string PipelineJson, IReadOnlyDictionary<string, long> Inputs, IReadOnlyDictionary<string, NodeSnapshot> Nodes)
{
    private const int Version = 1;
    private static ReadOnlySpan<byte> Magic => "SPIKECP\n"u8;

    /// <summary>Writes to a temporary name, flushes to disk, renames.</summary>
    public void Write(string path)
    {
        using MemoryStream buffer = new();
        using (BinaryWriter writer = new(buffer, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Magic);
            writer.Write(Version);
            writer.Write(Number);
            writer.Write(PipelineJson);
            writer.Write(Inputs.Count);
            foreach ((string input, long length) in Inputs)
            {
                writer.Write(input);
                writer.Write(length);
            }

            writer.Write(Nodes.Count);
            foreach ((string id, NodeSnapshot part) in Nodes)
            {
                writer.Write(id);
                writer.Write(part.IsEnded);
                writer.Write(part.State.Length);
                writer.Write(part.State);
            }
        }

        ReadOnlySpan<byte> content = buffer.GetBuffer().AsSpan(0, (int)buffer.Length);
        AtomicFile.Write(path, [.. content, .. SHA256.HashData(content)]);
    }

    /// <summary>Reads a checkpoint.</summary>
    /// <exception cref="InvalidInputException">The file is damaged or of another version.</exception>
    public static CheckpointFile Read(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        int length = bytes.Length - SHA256.HashSizeInBytes;
        if (length < Magic.Length || !bytes.AsSpan().StartsWith(Magic)) throw new InvalidInputException($"{path}: found no checkpoint in this file; remove it to start anew");
        if (!SHA256.HashData(bytes.AsSpan(0, length)).AsSpan().SequenceEqual(bytes.AsSpan(length)))
            throw new InvalidInputException($"{path}: the checkpoint is damaged (its checksum does not match); remove it to start anew");
        using BinaryReader reader = new(new MemoryStream(bytes, Magic.Length, length - Magic.Length));
        int version = reader.ReadInt32();
        if (version != Version) throw new InvalidInputException($"{path}: found checkpoint version {version}, expected {Version}; start anew with --overwrite");
        long number = reader.ReadInt64();
        string pipeline = reader.ReadString();
        Dictionary<string, long> inputs = [];
        for (int left = reader.ReadInt32(); left > 0; left--) inputs[reader.ReadString()] = reader.ReadInt64();
        Dictionary<string, NodeSnapshot> nodes = [];
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            string id = reader.ReadString();
            bool isEnded = reader.ReadBoolean();
            nodes[id] = new NodeSnapshot(isEnded, reader.ReadBytes(reader.ReadInt32()));
        }

        return new CheckpointFile(number, pipeline, inputs, nodes);
    }
}
