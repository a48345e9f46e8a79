using System.Globalization;
using System.Text;
using System.Text.Json;
using SpikeStream.Pipelines.Options;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Definition;

/// <summary>Applies <c>--set path=value</c> to the JSON before it is bound, so that what was set is checked like what was written.</summary>
internal static class SettingOverride
{
    public static void Apply(JsonPart root, string setting, FaultList faults)
    {
        int equals = setting.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            faults.Add($"--set {setting}: expected path=value, such as stages.fit.iterations=100");
            return;
        }

        string path = setting[..equals];
        List<string> steps = [.. path.Replace("[", ".", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal).Split('.')];
        if (steps[0] == "$") steps.RemoveAt(0);
        JsonPart at = root;
        for (int i = 0; i < steps.Count - 1; i++)
        {
            if (Step(at, steps[i], setting, faults) is not { } next) return;
            at = next;
        }

        string last = steps[^1];
        if (at.Path == $"$.{VariableSettings.VariablesKey}" && at.Find(last) is null)
        {
            faults.Add($"--set {setting}: there is no variable \"{last}\"; {NearestName.Suggest(last, [.. at.Members.Select(member => member.Key)])}");
            return;
        }

        JsonPart value = ReadValue(setting[(equals + 1)..], $"{at.Path}.{last} (--set)");
        if (at.Kind == JsonValueKind.Object) at.Replace(last, value);
        else if (at.Kind == JsonValueKind.Array && IndexIn(at, last) is { } index) at.Items[index] = value;
        else faults.Add($"--set {setting}: {at.Path} is {at.Describe()} and has no \"{last}\"");
    }

    private static JsonPart? Step(JsonPart at, string step, string setting, FaultList faults)
    {
        if (at.Kind == JsonValueKind.Array)
        {
            if (IndexIn(at, step) is { } index) return at.Items[index];
            List<string> ids = [.. at.Items.Select(item => item.Find("id")?.Text ?? "").Where(id => id.Length > 0)];
            faults.Add($"--set {setting}: {at.Path} has no \"{step}\"; {NearestName.Suggest(step, ids)}");
            return null;
        }

        if (at.Find(step) is { } found) return found;
        if (at.Kind == JsonValueKind.Object && (at.Path != "$" || step == "checkpoints"))
        {
            // An options object that the file leaves at its defaults.
            JsonPart made = new(JsonValueKind.Object, 0, $"{at.Path}.{step}");
            at.Replace(step, made);
            return made;
        }

        faults.Add($"--set {setting}: {at.Path} has no \"{step}\"; {NearestName.Suggest(step, [.. at.Members.Select(member => member.Key)])}");
        return null;
    }

    private static int? IndexIn(JsonPart list, string step)
    {
        if (int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out int number)) return number < list.Items.Count ? number : null;
        int index = list.Items.FindIndex(item => item.Find("id")?.Text == step);
        return index < 0 ? null : index;
    }

    /// <summary>JSON where it is JSON, else the text itself: <c>1 ms</c> needs no quotes.</summary>
    private static JsonPart ReadValue(string text, string path)
    {
        FaultList ignored = new("");
        JsonPart? value = JsonPartReader.Read(Encoding.UTF8.GetBytes(text), path, ignored, countLines: false);
        return value is null || ignored.Faults.Count > 0 ? new(JsonValueKind.String, 0, path) { Text = text } : value;
    }
}
