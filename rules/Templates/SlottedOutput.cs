using Fluid.Ast;

namespace BalanceNotifications.Templates;

/// <summary>Has every output of a parsed template pass through <see cref="Liquid.SlotFilter"/>.</summary>
internal sealed class SlottedOutput : AstRewriter
{
    protected override Statement VisitOutputStatement(OutputStatement outputStatement) =>
        new OutputStatement(new FilterExpression(outputStatement.Expression, Liquid.SlotFilter, []));
}
