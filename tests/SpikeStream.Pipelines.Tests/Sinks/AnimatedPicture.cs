using System.Buffers.Binary;
using System.Text;

namespace SpikeStream.Pipelines.Tests.Sinks;

/// <summary>An animated GIF, read as its specification (GIF89a) says, for what tests ask of it.</summary>
internal sealed class AnimatedPicture
{
    private const byte Extension = 0x21, GraphicControl = 0xF9, Application = 0xFF, Image = 0x2C, Trailer = 0x3B;
    private readonly byte[] _bytes;
    private readonly List<Frame> _frames = [];
    private int _at;

    public AnimatedPicture(byte[] bytes)
    {
        _bytes = bytes;
        Encoding.ASCII.GetString(bytes, 0, 6).ShouldBe("GIF89a");
        (Width, Height, _at) = (Number(6), Number(8), 13);
        byte[] shared = Colours(bytes[10]);
        int delay = 0;
        for (; bytes[_at] != Trailer;)
        {
            if (bytes[_at] == Extension)
            {
                byte kind = bytes[_at + 1];
                _at += 2;
                byte[] content = Blocks();
                if (kind == GraphicControl) delay = BinaryPrimitives.ReadUInt16LittleEndian(content.AsSpan(1));
                if (kind == Application && Encoding.ASCII.GetString(content, 0, 11) == "NETSCAPE2.0") Loops = BinaryPrimitives.ReadUInt16LittleEndian(content.AsSpan(12));
            }
            else
            {
                bytes[_at].ShouldBe(Image);
                (int width, int height) = (Number(_at + 5), Number(_at + 7));
                byte packed = bytes[_at + 9];
                _at += 10;
                byte[] own = Colours(packed), colours = own.Length > 0 ? own : shared;
                int smallest = bytes[_at++];
                _frames.Add(new(width, height, delay, [.. Indices(Blocks(), smallest).Select(index => (colours[3 * index], colours[3 * index + 1], colours[3 * index + 2]))]));
            }
        }
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>How often it is shown, 0 for without end; null where it is shown once.</summary>
    public int? Loops { get; }

    public IReadOnlyList<Frame> Frames => _frames;

    private int Number(int at) => BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(at));

    private byte[] Colours(byte packed)
    {
        int size = (packed & 0x80) == 0 ? 0 : 3 * (2 << (packed & 7));
        _at += size;
        return _bytes[(_at - size).._at];
    }

    private byte[] Blocks()
    {
        List<byte> content = [];
        for (int size = _bytes[_at++]; size > 0; size = _bytes[_at++])
        {
            content.AddRange(_bytes.AsSpan(_at, size));
            _at += size;
        }

        return [.. content];
    }

    // Lempel-Ziv-Welch with codes of growing width.
    private static List<byte> Indices(byte[] data, int smallest)
    {
        int clear = 1 << smallest, width = smallest + 1, bits = 0, held = 0, next = 0;
        List<byte> indices = [];
        List<byte[]> words = [];
        byte[]? last = null;
        while (true)
        {
            for (; held < width; held += 8) bits |= data[next++] << held;
            int code = bits & ((1 << width) - 1);
            (bits, held) = (bits >> width, held - width);
            if (code == clear + 1) return indices;
            if (code == clear)
            {
                words = [.. Enumerable.Range(0, clear + 2).Select(index => new[] { (byte)index })];
                (width, last) = (smallest + 1, null);
                continue;
            }

            byte[] word = code < words.Count ? words[code] : [.. last!, last![0]];
            if (last is not null && words.Count < 4096) words.Add([.. last, word[0]]);
            if (words.Count == 1 << width && width < 12) width++;
            indices.AddRange(word);
            last = word;
        }
    }

    /// <summary>A frame: its size, how long it is shown in hundredths of a second, its pixels by row.</summary>
    internal sealed record Frame(int Width, int Height, int Delay, (byte Red, byte Green, byte Blue)[] Pixels);
}
