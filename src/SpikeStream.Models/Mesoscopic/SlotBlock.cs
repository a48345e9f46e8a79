namespace SpikeStream.Models.Mesoscopic;

/// <summary>The slots that a kernel works on at a time. Windows of age bins are rounded outwards to whole blocks.</summary>
internal static class SlotBlock
{
    /// <summary>Slots of a block.</summary>
    public const int Length = 16;

    /// <summary>First slot of the block of a slot.</summary>
    public static int Floor(int slot) => slot & ~(Length - 1);

    /// <summary>First slot of the first block that begins at a slot or after it.</summary>
    public static int Ceiling(int slot) => (slot + Length - 1) & ~(Length - 1);

    /// <summary>Place of a slot within its block.</summary>
    public static int Phase(int slot) => slot & (Length - 1);
}
