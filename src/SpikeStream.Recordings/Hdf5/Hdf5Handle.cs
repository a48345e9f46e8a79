using System.Runtime.InteropServices;

namespace SpikeStream.Recordings;

/// <summary>An identifier of the library (a file, group, dataset, attribute, type, space or property list), given back when disposed of.</summary>
internal sealed class Hdf5Handle : SafeHandle
{
    /// <summary>An identifier that a call will fill in.</summary>
    public Hdf5Handle()
        : base(-1, ownsHandle: true)
    {
    }

    private Hdf5Handle(nint value)
        : base(-1, ownsHandle: false) => SetHandle(value);

    /// <summary>Property list by default, and the whole of a space.</summary>
    public static Hdf5Handle Default { get; } = new(0);

    /// <inheritdoc/>
    public override bool IsInvalid => handle < 0;

    /// <summary>An identifier that belongs to the library.</summary>
    /// <param name="value">Its value.</param>
    public static Hdf5Handle Permanent(nint value) => new(value);

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        lock (Hdf5Library.Gate) return Hdf5Native.Release(handle) >= 0;
    }
}
