namespace SpikeStream.Models.Mesoscopic;

/// <summary>A yes or no that kernels know when they are compiled.</summary>
internal interface ISwitch
{
    /// <summary>Whether the feature is on.</summary>
    static abstract bool IsOn { get; }
}

/// <summary>Yes.</summary>
internal readonly struct On : ISwitch
{
    public static bool IsOn => true;
}

/// <summary>No.</summary>
internal readonly struct Off : ISwitch
{
    public static bool IsOn => false;
}
