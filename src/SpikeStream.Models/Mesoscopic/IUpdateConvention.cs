namespace SpikeStream.Models.Mesoscopic;

/// <summary>The convention as a type, so that kernels choose when they are compiled and not per age bin.</summary>
internal interface IUpdateConvention
{
    /// <summary>True for <see cref="UpdateConvention.Aligned"/>.</summary>
    static abstract bool IsAligned { get; }
}

/// <summary><see cref="UpdateConvention.Aligned"/>.</summary>
internal readonly struct AlignedUpdate : IUpdateConvention
{
    public static bool IsAligned => true;
}

/// <summary><see cref="UpdateConvention.PaperCode"/>.</summary>
internal readonly struct PaperCodeUpdate : IUpdateConvention
{
    public static bool IsAligned => false;
}
