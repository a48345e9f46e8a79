namespace Apache.Arrow.Ipc;

/// <summary>How streams and files are written.</summary>
public class IpcOptions
{
    /// <summary>Writes messages as before Arrow 0.15, without the marker FFFFFFFF before each length.</summary>
    public bool WriteLegacyIpcFormat { get; set; }
}
